using Bench.Gateway.Systems;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Bench.Lab.Systems;

namespace Bench.Gateway.Strain;

/// <summary>
/// Five parts on two nodes each, where one call in a hundred takes a second: what hedges make of the tail, and what they cost. With services
/// that always take as long, with services whose times are spread, and with services that have most answers at hand.
/// </summary>
/// <remarks>
/// Of five calls one at least is slow in one request of 20, so the p99 is that of a hedged request: the time after which hedges are sent, and the
/// time that four of five other calls stay below. With extra calls for 3 in a hundred, of which one is slow, that time is no shorter than what 98 in a hundred
/// quick calls take. The p50 is the time that 87 of a hundred calls stay below: five do so in half of the requests. So the ratio is (Q98 + Q80) / Q87 of the quick calls at
/// the least, whoever hedges: 2 where all take as long, more where they are spread. It is below 1.5 only where Q80 is less than half of Q87.
/// That is so where a call has its answer at hand with a probability between 0.8 and 0.87.
/// </remarks>
internal sealed class SlowTail(ILabProgress progress, TimeSpan length) : StrainRun(progress)
{
    private const int NodesEach = 2;
    private const int Scenarios = 3;

    /// <summary>What one hedge in seven finds decides whether the p99 is met: of 60 requests a second it would be the luck of six answers.</summary>
    private const double PerSecond = 200;
    private const double RatioMax = 1.5;
    private const double ExtraShareMax = 0.03;
    private const string After = "p97.5";

    /// <summary>Below 0.87 the p50 is that of the others; the nearer, the fewer hedges find their answer not at hand either.</summary>
    private const double AtHandShare = 0.865;

    // What the seed says of a service: 100 ms and more.
    private const double EvenMs = 100;
    private const double AtHandMs = 5;
    private const double SlowMs = 1_000;

    /// <summary>Sigma of a lognormal distribution: nine of ten calls take 66 to 151 ms.</summary>
    private const double Spread = 0.25;

    /// <summary>What is measured over what no hedge can go below: timers, and the quantile of a few hundred calls.</summary>
    private const double OverLeast = 1.15;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public override string Name => "hedge";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync("services with most answers at hand", MostlyAtHand, (EvenMs + AtHandMs) / EvenMs, cancellationToken);
        await RunAsync("even services", Even, 2, cancellationToken);
        await RunAsync("services whose times are spread", Spreading, (Quantile(Normal98) + Quantile(Normal80)) / Quantile(Normal87), cancellationToken);
    }

    private async Task RunAsync(string what, Func<TimeSpan> next, double least, CancellationToken cancellationToken)
    {
        Step($"{what}: starting {Parts.Services.Count} services of {NodesEach} nodes");
        await using var services = await TailServices.StartAsync(Parts.Services.Count * NodesEach, next);
        await using var gateway = await ServiceProcess.StartAsync("Gateway.Api", Settings(services), null, cancellationToken);
        var plain = await MeasureAsync(gateway, services, $"{what}, without hedges", "plain", cancellationToken);
        var hedged = await MeasureAsync(gateway, services, $"{what}, hedges after {After}", "hedged", cancellationToken);

        var (p50, p99) = (hedged.Outcome.ServedOnceSent.At(50), hedged.Outcome.ServedOnceSent.At(99));
        var allowed = Math.Max(RatioMax, least * OverLeast);
        Keep(new(
            $"{what}: p99 over p50 (without hedges {KeptPromise.Text($"{plain.Outcome.ServedOnceSent.At(99):0} ms, {SlowMs:0} estimated")})",
            KeptPromise.Text($"{RatioMax:0.0#} asked, {least:0.00} the least of any hedge, {allowed:0.00} at most"),
            KeptPromise.Text($"{p99:0.0} over {p50:0.0} ms: {p99 / p50:0.00}; sent up to {hedged.Outcome.LatestMs:0} ms late"), p99 <= p50 * allowed));
        Keep(new(
            $"{what}: extra calls", KeptPromise.Text($"0.025 estimated, {ExtraShareMax:0.00} at most"),
            KeptPromise.Text($"{hedged.ExtraShare:0.000} of {hedged.Calls} calls, {hedged.SlowCalls} of them slow"), hedged.ExtraShare <= ExtraShareMax));
        Keep(KeptPromise.None($"{what}: answers that are no 200", hedged.Outcome.Others + hedged.Outcome.Refused.Count + plain.Outcome.Others + plain.Outcome.Refused.Count));
    }

    private async Task<Tail> MeasureAsync(ServiceProcess gateway, TailServices services, string what, string composition, CancellationToken cancellationToken)
    {
        Step(KeptPromise.Text($"{what}: {PerSecond:0} req/s for {(length / (2 * Scenarios)).TotalSeconds:0.#} s"));
        using var load = new ShedLoad(gateway.Address, $"/lab/{composition}/{{id}}");
        await load.RunAsync(PerSecond, WarmUp, cancellationToken);
        var (calls, slow) = (services.Calls, services.SlowCalls);
        var outcome = await load.RunAsync(PerSecond, length / (2 * Scenarios), cancellationToken);
        return new(outcome, services.Calls - calls, services.SlowCalls - slow);
    }

    // Standard normal quantiles.
    private const double Normal80 = 0.842;
    private const double Normal87 = 1.126;
    private const double Normal98 = 2.054;

    private static double Quantile(double normal) => EvenMs * Math.Exp(Spread * normal);

    private static TimeSpan Even() => TimeSpan.FromMilliseconds(EvenMs);

    private static TimeSpan Spreading()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Random.Shared.NextDouble())) * Math.Cos(2 * Math.PI * Random.Shared.NextDouble());
        return TimeSpan.FromMilliseconds(Quantile(normal));
    }

    private static TimeSpan MostlyAtHand() => TimeSpan.FromMilliseconds(Random.Shared.NextDouble() < AtHandShare ? AtHandMs : EvenMs);

    private static IEnumerable<KeyValuePair<string, string>> Settings(TailServices services) =>
    [
        .. GatewaySettings.For([.. services.Ports.Take(Parts.Services.Count)]).Where(setting => !setting.Key.StartsWith("services:", StringComparison.Ordinal)),
        .. services.Ports.Select((port, index) => KeyValuePair.Create($"services:{Parts.Services[index / NodesEach]}:http:{index % NodesEach}", $"http://127.0.0.1:{port}")),
        .. Composition("plain", null),
        .. Composition("hedged", After),
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
