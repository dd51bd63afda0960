using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Chat.Api.Shedding;

/// <summary>
/// Refuses sends while the node is late, those first who send the most. Users who ask for no more than the calm rate are let in; all
/// others together share a rate that falls while the node is late and rises while it is not. Only where the node is late by far and
/// nobody else is left to refuse, the calm rate falls too.
/// </summary>
internal sealed class LoadShedder(IOptions<SheddingOptions> options, NodeLag node, ChatMetrics metrics, TimeProvider time)
{
    /// <summary>How often the lag is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private const double Less = 0.7;

    /// <summary>The most that one look takes off, however late the node is.</summary>
    private const double LeastLeft = 0.1;

    /// <summary>
    /// A look's growth, a tenth in a second: those who flood fill whatever is let in, and what the node carries is found by being late.
    /// From the least rate to none at all it takes less than a minute, in which only heavy senders are told to wait.
    /// </summary>
    private const double More = 1.01;

    /// <summary>
    /// Where the lag is more than this part of what is allowed, the rate is nearly right: it would otherwise rise until the node is late,
    /// again and again, and everybody would feel each time. It still rises, as a node far from its stores is never prompt.
    /// </summary>
    private const int PromptPart = 5;
    private const double NearlyMore = 1.002;

    /// <summary>The calm get theirs back sooner.</summary>
    private const double CalmMore = 1.03;

    /// <summary>A rate that nobody reaches: nothing is shed any more.</summary>
    private const double RateOff = 10_000;

    /// <summary>Late so many times over, and the calm rate falls.</summary>
    private const int FarBeyond = 10;
    private const double CalmShareMin = 0.02;
    private const double BurstSeconds = 5;

    /// <summary>While the node is late, whoever sends again so soon is not calm, whatever there was before: no person does.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private const int SweepEvery = 50;

    /// <summary>A pause of the collector is one late look; two in a row are a busy node.</summary>
    private const int LateLooks = 2;

    private readonly ConcurrentDictionary<string, SenderAccount> senders = new();
    private readonly double calmPerSecond = options.Value.CalmMessagesPerSecond;
    private readonly double rateMin = options.Value.HeavyMessagesPerSecondMin;
    private readonly double burst = Math.Max(1, options.Value.CalmMessagesPerSecond * BurstSeconds);
    private double rate = RateOff;
    private double calmShare = 1;
    private double carried;
    private int late;
    private int looks;
    private int turns = int.MaxValue;
    private int admitted;

    /// <summary>Sends a second of users who are not calm; <see cref="double.PositiveInfinity"/> while nothing is shed.</summary>
    public double Rate => Volatile.Read(ref rate) is var now && now >= RateOff ? double.PositiveInfinity : now;

    private bool IsShedding => Volatile.Read(ref rate) < RateOff;

    /// <summary>Users whose asking is remembered.</summary>
    public int Remembered => senders.Count;

    /// <summary>One send of the user: null where it may go on, else <c>too-busy</c>. It is not thrown: a flood would make the collector stop everybody.</summary>
    public RefusedException? Ask(string user)
    {
        var perSecond = calmPerSecond * Volatile.Read(ref calmShare);
        var now = time.GetTimestamp();
        // The looks see a flood after two of them, when all that came until then is let in: so much at once is seen at once.
        var isCrowded = node.AppendsUnderWay > options.Value.SendsAtOnce;
        var wait = senders.GetOrAdd(user, static (_, start) => new(start.Burst, start.Now), (Burst: burst, Now: now))
            .Ask(perSecond, isCrowded || IsShedding ? Pace : TimeSpan.Zero, now, time);
        if (wait == TimeSpan.Zero)
        {
            return null;
        }

        if (isCrowded || Interlocked.Decrement(ref turns) < 0)
        {
            return new(
                ErrorCodes.TooBusy, StatusCodes.Status429TooManyRequests,
                "This node is busy, and others ask for less; send it again under the same id.", wait);
        }

        Interlocked.Increment(ref admitted);
        return null;
    }

    /// <summary>Once in <see cref="Interval"/>: so late was the node since the last look.</summary>
    public void Look(TimeSpan lag)
    {
        var perSecond = Interlocked.Exchange(ref admitted, 0) / Interval.TotalSeconds;
        late = lag > options.Value.LagMax ? late + 1 : 0;
        if (late >= LateLooks)
        {
            Tighten(perSecond, lag);
        }
        else if (late == 0)
        {
            Loosen(lag <= options.Value.LagMax / PromptPart ? More : NearlyMore);
        }

        // What is less than a turn is kept for the next look.
        carried = Math.Min((carried % 1) + (rate * Interval.TotalSeconds), rate);
        Volatile.Write(ref turns, rate >= RateOff ? int.MaxValue : (int)carried);
        metrics.Lag(lag, Rate);
        Sweep();
    }

    private void Tighten(double perSecond, TimeSpan lag)
    {
        if (rate > rateMin)
        {
            // From no limit at all the first step is from what is really sent. Ten times as late as allowed, a tenth is what the node can do.
            var left = Math.Clamp(options.Value.LagMax / lag, LeastLeft, Less);
            Volatile.Write(ref rate, Math.Max(rateMin, Math.Min(rate, Math.Max(perSecond, rateMin)) * left));
        }
        else if (lag > FarBeyond * options.Value.LagMax)
        {
            Volatile.Write(ref calmShare, Math.Max(CalmShareMin, calmShare * Less));
        }
    }

    private void Loosen(double more)
    {
        if (calmShare < 1)
        {
            Volatile.Write(ref calmShare, Math.Min(1, calmShare * CalmMore));
            return;
        }

        Volatile.Write(ref rate, Math.Min(RateOff, rate * more));
    }

    private void Sweep()
    {
        if (++looks % SweepEvery != 0)
        {
            return;
        }

        var now = time.GetTimestamp();
        foreach (var sender in senders.Where(sender => sender.Value.IsFull(calmPerSecond, now, time)))
        {
            senders.TryRemove(sender);
        }
    }
}
