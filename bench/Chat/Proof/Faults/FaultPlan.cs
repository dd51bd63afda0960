namespace Bench.Chat.Proof.Faults;

/// <summary>What is broken when: all of it follows from the seed.</summary>
/// <param name="Faults">In the order in which they begin.</param>
internal sealed record FaultPlan(IReadOnlyList<Fault> Faults)
{
    /// <summary>Nothing is broken before it, so that clients have joined and something is stored.</summary>
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Nothing is broken that would be mended at once.</summary>
    private static readonly TimeSpan Last = TimeSpan.FromMilliseconds(500);

    /// <summary>Time that a node needs to start again, beside the time that it is down.</summary>
    private static readonly TimeSpan NodeStart = TimeSpan.FromSeconds(5);

    /// <summary>Kinds, how often each comes beside the others, and how long it lasts: seconds, least and most.</summary>
    private static readonly (FaultKind Kind, int Weight, double Least, double Most)[] Kinds =
    [
        (FaultKind.NodeKilled, 3, 0.2, 2),
        // Beyond 4 s its leases end: it wakes up as an owner that is none any more.
        (FaultKind.NodePaused, 3, 0.3, 6),
        (FaultKind.ClientsCut, 3, 0, 1.5),
        (FaultKind.ClientsSilent, 2, 0.5, 4),
        (FaultKind.RedisLinkCut, 3, 0, 2.5),
        (FaultKind.RedisLinkSilent, 2, 0.5, 5),
        (FaultKind.RedisLinkStalled, 2, 0.2, 4),
        (FaultKind.PostgresLinkCut, 2, 0, 4),
        (FaultKind.PostgresLinkSilent, 1, 0.5, 5),
        (FaultKind.RedisKilled, 3, 0.1, 2),
        (FaultKind.RedisPaused, 2, 0.2, 4),
        (FaultKind.PostgresKilled, 2, 0.5, 4),
        (FaultKind.PostgresPaused, 2, 0.5, 5),
    ];

    /// <summary>The plan of a seed.</summary>
    /// <param name="seed">Another one, another plan.</param>
    /// <param name="length">All faults begin and end within it.</param>
    /// <param name="nodes">Number of nodes.</param>
    public static FaultPlan Of(int seed, TimeSpan length, int nodes)
    {
        var random = new Random(seed);
        var faults = new List<Fault>();
        var busy = new Dictionary<string, TimeSpan>();
        for (var at = First; at < length - Last; at += TimeSpan.FromSeconds(0.2 + (random.NextDouble() * 2.8)))
        {
            var fault = Draw(random, at, length, nodes);
            if (busy.GetValueOrDefault(fault.Target) > at || TooManyNodes(fault, busy, at, nodes))
            {
                continue;
            }

            busy[fault.Target] = fault.At + fault.Lasts + (fault.Kind == FaultKind.NodeKilled ? NodeStart : TimeSpan.Zero);
            faults.Add(fault);
        }

        return new(faults);
    }

    private static Fault Draw(Random random, TimeSpan at, TimeSpan length, int nodes)
    {
        var drawn = random.Next(Kinds.Sum(kind => kind.Weight));
        var (kind, _, least, most) = Kinds.First(one => (drawn -= one.Weight) < 0);
        var lasts = TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));
        var node = random.Next(nodes);
        return new(at, lasts < length - at ? lasts : length - at, kind, kind < FaultKind.RedisKilled ? node : null);
    }

    /// <summary>One node always lives: without any, nothing happens that could go wrong.</summary>
    private static bool TooManyNodes(Fault fault, Dictionary<string, TimeSpan> busy, TimeSpan at, int nodes) =>
        fault.Target.StartsWith("node ", StringComparison.Ordinal)
        && busy.Count(target => target.Key.StartsWith("node ", StringComparison.Ordinal) && target.Value > at) >= nodes - 1;
}
