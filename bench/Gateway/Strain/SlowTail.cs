using Bench.Gateway.Systems;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Bench.Lab.Systems;

namespace Bench.Gateway.Strain;

/// <summary>
/// Five parts on two nodes each, where one call in a hundred takes a second: what hedges make of the tail, and what they cost. Once with
/// services that always take about as long, once with services that have most answers at hand.
/// </summary>
/// <remarks>
/// A hedge after the quantile T of a part's times ends a slow call after T and the time of another call. Where all calls take about as
/// long, that is twice the median, so the bound of 1.5 cannot be kept there by any hedge that waits for most calls first. Where a call has
/// its answer at hand with probability q, one request in 20 has a slow call, and the hedge of it is no quick one with 1 - q: the p99 is that
/// of a quick hedge where (1 - q) / 20 is below 1 %, so q above 0.8; the p50 is that of a call that is not at hand where q to the fifth is
/// below a half, so q below 0.87.
/// </remarks>
internal sealed class SlowTail(ILabProgress progress, TimeSpan length) : StrainRun(progress)
{
    private const int NodesEach = 2;
    private const double PerSecond = 60;
    private const double RatioMax = 1.5;
    private const double ExtraShareMax = 0.03;
    private const double AtHandShare = 0.85;
    private const double EvenMs = 20;
    private const double AtHandMs = 2;
    private const double SlowMs = 1_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public override string Name => "hedge";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync("even services", Even, 2 * EvenMs, EvenMs, cancellationToken);
        await RunAsync("services with most answers at hand", MostlyAtHand, EvenMs + AtHandMs, EvenMs, cancellationToken);
    }

    private async Task RunAsync(string what, Func<TimeSpan> next, double estimatedP99, double estimatedP50, CancellationToken cancellationToken)
    {
        Step($"{what}: starting {Parts.Services.Count} services of {NodesEach} nodes");
        await using var services = await TailServices.StartAsync(Parts.Services.Count * NodesEach, next);
        await using var gateway = await ServiceProcess.StartAsync("Gateway.Api", Settings(services), null, cancellationToken);
        var plain = await MeasureAsync(gateway, services, $"{what}, without hedges", "plain", cancellationToken);
        var hedged = await MeasureAsync(gateway, services, $"{what}, hedges after p98", "hedged", cancellationToken);

        var (p50, p99) = (hedged.Outcome.ServedOnceSent.At(50), hedged.Outcome.ServedOnceSent.At(99));
        Keep(new(
            $"{what}: p99 over p50 (without hedges {KeptPromise.Text($"{plain.Outcome.ServedOnceSent.At(99):0} ms, {SlowMs:0} estimated")})",
            KeptPromise.Text($"{estimatedP99 / estimatedP50:0.0#} estimated, {RatioMax:0.0#} at most"), KeptPromise.Text($"{p99:0.0} over {p50:0.0} ms: {p99 / p50:0.00}"), p99 <= p50 * RatioMax));
        Keep(new(
            $"{what}: extra calls", KeptPromise.Text($"0.02 estimated, {ExtraShareMax:0.00} at most"),
            KeptPromise.Text($"{hedged.ExtraShare:0.000} of {hedged.Calls} calls, {hedged.SlowCalls} of them slow"), hedged.ExtraShare <= ExtraShareMax));
        Keep(KeptPromise.None($"{what}: answers that are no 200", hedged.Outcome.Others + hedged.Outcome.Refused.Count + plain.Outcome.Others + plain.Outcome.Refused.Count));
    }

    private async Task<Tail> MeasureAsync(ServiceProcess gateway, TailServices services, string what, string composition, CancellationToken cancellationToken)
    {
        Step(KeptPromise.Text($"{what}: {PerSecond:0} req/s for {(length / 4).TotalSeconds:0.#} s"));
        using var load = new ShedLoad(gateway.Address, $"/lab/{composition}/{{id}}");
        await load.RunAsync(PerSecond, WarmUp, cancellationToken);
        var (calls, slow) = (services.Calls, services.SlowCalls);
        var outcome = await load.RunAsync(PerSecond, length / 4, cancellationToken);
        return new(outcome, services.Calls - calls, services.SlowCalls - slow);
    }

    private static TimeSpan Even() => TimeSpan.FromMilliseconds(EvenMs);

    private static TimeSpan MostlyAtHand() => TimeSpan.FromMilliseconds(Random.Shared.NextDouble() < AtHandShare ? AtHandMs : EvenMs);

    private static IEnumerable<KeyValuePair<string, string>> Settings(TailServices services) =>
    [
        .. GatewaySettings.For([.. services.Ports.Take(Parts.Services.Count)]).Where(setting => !setting.Key.StartsWith("services:", StringComparison.Ordinal)),
        .. services.Ports.Select((port, index) => KeyValuePair.Create($"services:{Parts.Services[index / NodesEach]}:http:{index % NodesEach}", $"http://127.0.0.1:{port}")),
        .. Composition("plain", null),
        .. Composition("hedged", "p98"),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Composition(string name, string? hedge)
    {
        var key = $"Gateway:Compositions:{name}";
        yield return new($"{key}:Path", $"/lab/{name}/{{id}}");
        yield return new($"{key}:Access", "Anonymous");
        yield return new($"{key}:Budget", "00:00:03");
        foreach (var service in Parts.Services)
        {
            yield return new($"{key}:Parts:{service}:Service", service);
            yield return new($"{key}:Parts:{service}:Path", "/parts/{id}");
            yield return new($"{key}:Parts:{service}:Required", "true");
            yield return new($"{key}:Parts:{service}:Timeout", "00:00:02.500");
            if (hedge is not null)
            {
                yield return new($"{key}:Parts:{service}:Hedge", hedge);
            }
        }
    }

    /// <param name="Outcome">What became of the requests.</param>
    /// <param name="Calls">Calls that the services counted.</param>
    /// <param name="SlowCalls">Those of them that took a second.</param>
    private sealed record Tail(ShedOutcome Outcome, long Calls, long SlowCalls)
    {
        /// <summary>Calls beyond one for each part, as a share of those.</summary>
        public double ExtraShare => Outcome.Served.Count == 0 ? 0 : ((double)Calls / (Outcome.Served.Count * Parts.Services.Count)) - 1;
    }
}
