using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Pooling;
using Gateway.Api.Protection.Breakers;

namespace Gateway.Api.Composition.Parts;

/// <summary>Gets parts: from what is kept, from a call that is on its way already, or by a call.</summary>
internal sealed class PartFetcher(
    PartTransport transport, IServiceAddresses addresses, PartCache cache, PlanStore plans, Breakers breakers, CompositionMetrics metrics, TimeProvider time, ILogger<PartFetcher> logger)
{
    private readonly Flights flights = new();

    public PartTransport Transport { get; } = transport;

    public IServiceAddresses Addresses { get; } = addresses;

    public PartCache Cache { get; } = cache;

    public Breakers Breakers { get; } = breakers;

    public CompositionMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public Clocks Clocks { get; } = new(time);

    /// <summary>Share of a service's calls that retries and hedges may add.</summary>
    public int ExtraCallsPercent => plans.Current.ExtraCallsPercent;

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<PartOutcome> FetchAsync(ComposedPart part, string address, HttpContext http, TimeSpan left, CancellationToken cancellationToken)
    {
        var startedAt = Time.GetTimestamp();
        var passed = Passed(part, http);
        var shared = new FlightKey(part.Scope, address, Joined(passed));
        var key = part.IsKept ? string.Concat(shared.Scope, shared.Address, shared.Passed) : null;

        // 1. What is kept and young enough.
        var kept = part.IsKept ? Cache.Find(key!) : null;
        var age = kept is null ? TimeSpan.Zero : Cache.AgeOf(kept);
        if (kept is not null && age < kept.FreshFor)
        {
            return Kept(kept, age, PartOrigin.Hit, startedAt);
        }

        var call = new PartCall(this, part, address, key, passed, part.Timeout < left ? part.Timeout : left);
        if (kept is not null && age < kept.FreshFor + part.Cache?.StaleWhileRevalidate)
        {
            Renew(part, shared, call);
            return Kept(kept, age, PartOrigin.Stale, startedAt);
        }

        // 2. A call, with others or alone.
        PartAnswer answer;
        try
        {
            answer = part.IsCoalesced ? await flights.JoinAsync(shared, call, cancellationToken) : await call.RunAloneAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The budget, or a client that went away; others may still wait for the call.
            answer = PartAnswer.Failed(PartReasons.Timeout);
        }

        // 3. What is kept, where the call failed. "There is no such thing" is an answer.
        if (kept is not null && answer.Reason is { } reason and not PartReasons.NotFound && answer.StatusForClient == 0)
        {
            if (age < kept.FreshFor + part.Cache?.StaleIfError)
            {
                answer.Dispose();
                return Kept(kept, age, PartOrigin.Stale, startedAt);
            }

            if (part.Fallback is { IsLastGood: true } && age < kept.FreshFor + Fallback.LastGoodAge)
            {
                answer.Dispose();
                return Kept(kept, age, PartOrigin.Fallback, startedAt) with { Missing = reason };
            }
        }

        return new(answer, PartOrigin.Call, Time.GetElapsedTime(startedAt), FreshnessOf(part, answer))
        {
            Calls = call.Attempts, IsHedged = call.IsHedged, IsShared = !call.IsMade,
        };
    }

    /// <summary>What the service says, or the plan for one that says nothing.</summary>
    private static Freshness FreshnessOf(ComposedPart part, PartAnswer answer) =>
        answer.Freshness is { IsKnown: false, IsStored: true } said && part.Cache is { } cache
            ? said with { IsKnown = true, Seconds = (int)cache.Ttl.TotalSeconds }
            : answer.Freshness;

    /// <summary>Line ends stand in no header's value: no two sets of headers run into each other.</summary>
    private static string Joined(KeyValuePair<string, string>[]? passed) =>
        passed is null ? "" : string.Concat(passed.Select(header => $"\n{header.Key}:{header.Value}"));

    private static KeyValuePair<string, string>[]? Passed(ComposedPart part, HttpContext http) => part.Vary.Length == 0 ? null :
    [
        .. from name in part.Vary
           let value = http.Request.Headers[name].ToString()
           where value.Length > 0
           select KeyValuePair.Create(name, value),
    ];

    /// <summary>One call renews what is kept, however many are given the old answer meanwhile; nobody waits for it.</summary>
    private void Renew(ComposedPart part, FlightKey key, PartCall call)
    {
        _ = RenewAsync();

        async Task RenewAsync()
        {
            using var answer = await flights.JoinAsync(key, call, CancellationToken.None);
            Metrics.Renewed(part, answer.Reason);
        }
    }

    private PartOutcome Kept(CachedPart kept, TimeSpan age, PartOrigin origin, long startedAt)
    {
        var said = kept.Answer.Freshness;
        var left = said.IsKnown ? said.After(age) : said with { IsKnown = true, Seconds = (int)Math.Max(0, (kept.FreshFor - age).TotalSeconds) };
        return new(kept.Answer.Hold(), origin, Time.GetElapsedTime(startedAt), left);
    }
}
