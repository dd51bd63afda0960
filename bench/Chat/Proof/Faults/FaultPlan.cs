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

    /// <summary>Masters that the cluster of a run has.</summary>
    private const int Masters = 3;

    /// <summary>Kinds, how often each comes beside the others, and how long it lasts: seconds, least and most.</summary>
    private static readonly (FaultKind Kind, int Weight, double Least, double Most)[] Kinds =
    [
        (FaultKind.NodeKilled, 3, 0.2, 2),
        // Beyond 4 s its leases end: it wakes up as an owner that is none any more.
        (FaultKind.NodePaused, 3, 0.3, 6),
        (FaultKind.NodeStopped, 2, 0.1, 2),
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

    private static readonly (FaultKind Kind, int Weight, double Least, double Most)[] Emptying = [(FaultKind.RedisEmptied, 3, 0, 0), (FaultKind.RedisLost, 2, 0.1, 2)];

    private static readonly (FaultKind Kind, int Weight, double Least, double Most)[] OfMasters =
        [(FaultKind.MasterKilled, 3, 0.1, 2), (FaultKind.MasterPaused, 2, 0.2, 4), (FaultKind.SlotMoved, 4, 0, 0)];

    /// <summary>The plan of a seed.</summary>
    /// <param name="seed">Another one, another plan.</param>
    /// <param name="length">All faults begin and end within it.</param>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="redis">What may happen to Redis.</param>
    public static FaultPlan Of(int seed, TimeSpan length, int nodes, ProofRedis redis = ProofRedis.Kept)
    {
        var random = new Random(seed);
        var kinds = KindsOf(redis);
        var faults = new List<Fault>();
        var busy = new Dictionary<string, TimeSpan>();
        for (var at = First; at < length - Last; at += TimeSpan.FromSeconds(0.2 + (random.NextDouble() * 2.8)))
        {
            var fault = Draw(random, kinds, at, length, nodes);
            if (busy.GetValueOrDefault(fault.Target) > at || TooManyNodes(fault, busy, at, nodes))
            {
                continue;
            }

            busy[fault.Target] = fault.At + fault.Lasts + (fault.Kind is FaultKind.NodeKilled or FaultKind.NodeStopped ? NodeStart : TimeSpan.Zero);
            faults.Add(fault);
        }

        return new(faults);
    }

    /// <summary>Masters of a cluster name themselves to the nodes: no proxy lies between them.</summary>
    private static (FaultKind Kind, int Weight, double Least, double Most)[] KindsOf(ProofRedis redis) => redis switch
    {
        ProofRedis.Emptied => [.. Kinds, .. Emptying],
        ProofRedis.Cluster =>
        [
            .. Kinds.Where(kind => kind.Kind is not (FaultKind.RedisKilled or FaultKind.RedisPaused
                or FaultKind.RedisLinkCut or FaultKind.RedisLinkSilent or FaultKind.RedisLinkStalled)),
            .. OfMasters,
        ],
        _ => Kinds,
    };

    private static Fault Draw(
        Random random, (FaultKind Kind, int Weight, double Least, double Most)[] kinds, TimeSpan at, TimeSpan length, int nodes)
    {
        var drawn = random.Next(kinds.Sum(kind => kind.Weight));
        var (kind, _, least, most) = kinds.First(one => (drawn -= one.Weight) < 0);
        var lasts = TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));
        int? number = Fault.IsOfNode(kind) ? random.Next(nodes) : Fault.IsOfMaster(kind) ? random.Next(Masters) : null;
        return new(at, lasts < length - at ? lasts : length - at, kind, number);
    }

    /// <summary>One node always lives: without any, nothing happens that could go wrong.</summary>
    private static bool TooManyNodes(Fault fault, Dictionary<string, TimeSpan> busy, TimeSpan at, int nodes) =>
        fault.Target.StartsWith("node ", StringComparison.Ordinal)
        && busy.Count(target => target.Key.StartsWith("node ", StringComparison.Ordinal) && target.Value > at) >= nodes - 1;
}
