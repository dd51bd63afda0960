using System.Globalization;
using Bench.Gateway.Systems;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Bench.Lab.Systems;

namespace Bench.Gateway.Strain;

/// <summary>Five parts of which one never answers, each in turn: when does the answer leave?</summary>
/// <remarks>
/// A breaker would open after a second, and the limit of the service fall to a few calls; then nothing is waited for, and nothing is seen of the
/// budget. So both are off here.
/// </remarks>
internal sealed class BlackHole(ILabProgress progress, TimeSpan length) : StrainRun(progress)
{
    private const string Hole = "hole";
    private const string Half = "half";
    private const double PerSecond = 100;
    private const double LateMsMax = 20;
    private const double Percentile = 99.9;

    /// <summary>Sooner than so much before the budget, an answer has not waited for the part.</summary>
    private const double EarlyMs = 20;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public override string Name => "budget";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step("starting four services that answer at once, one that says nothing and one that stops in the middle of its answer");
        await using var upstreams = await Upstreams.StartAsync(cancellationToken);
        await using var silent = new HoleService("");
        await using var half = new HoleService("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"half\":");
        await using var gateway = await ServiceProcess.StartAsync("Gateway.Api", Settings(upstreams, silent, half), null, cancellationToken);
        (string Hole, int Dark)[] all = [.. new[] { Hole, Half }.SelectMany(hole => Enumerable.Range(0, Parts.Services.Count).Select(dark => (hole, dark)))];
        Step("warming up by all of them");
        // Or the first stretches share the cores with the runtime, which still compiles what is asked often.
        foreach (var (hole, dark) in all)
        {
            using var load = LoadOf(gateway, hole, dark);
            await load.RunAsync(PerSecond, WarmUp, cancellationToken);
        }

        foreach (var (hole, dark) in all)
        {
            await MeasureAsync(gateway, hole, dark, cancellationToken);
        }
    }

    private static ShedLoad LoadOf(ServiceProcess gateway, string hole, int dark) => new(gateway.Address, $"/lab/{hole}{dark}/{{id}}");

    private async Task MeasureAsync(ServiceProcess gateway, string hole, int dark, CancellationToken cancellationToken)
    {
        var what = $"{Parts.Services[dark]} {(hole == Hole ? "says nothing" : "stops in the middle")}";
        var stretch = length / (2 * Parts.Services.Count);
        Step(KeptPromise.Text($"{what}: {PerSecond:0} req/s for {stretch.TotalSeconds:0.#} s"));
        using var load = LoadOf(gateway, hole, dark);
        await load.RunAsync(PerSecond, WarmUp, cancellationToken);
        var outcome = await load.RunAsync(PerSecond, stretch, cancellationToken);
        var (allowed, measured) = (Budget.TotalMilliseconds + LateMsMax, outcome.ServedOnceSent.At(Percentile));
        Keep(new(
            $"answers where {what}: p99.9", KeptPromise.Text($"{Budget.TotalMilliseconds:0} ms estimated, {allowed:0} ms at most"),
            KeptPromise.Text($"{measured:0.0} ms of {outcome.Served.Count}, p50 {outcome.ServedOnceSent.At(50):0.0} ms, sent up to {outcome.LatestMs:0} ms late"),
            outcome.ServedOnceSent.At(1) >= Budget.TotalMilliseconds - EarlyMs && measured <= allowed));
        Keep(KeptPromise.None($"answers where {what} that are no 200", outcome.Others + outcome.Refused.Count));
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(Upstreams upstreams, HoleService silent, HoleService half) =>
    [
        .. GatewaySettings.For(upstreams.Ports),
        new("Gateway:Breakers:Enabled", "false"),
        new("Gateway:Overload:UpstreamConcurrencyMin", "1000"),
        new($"services:{Hole}:http:0", $"http://127.0.0.1:{silent.Port}"),
        new($"services:{Half}:http:0", $"http://127.0.0.1:{half.Port}"),
        .. Enumerable.Range(0, Parts.Services.Count).SelectMany(dark => new[] { Hole, Half }.SelectMany(hole => Composition(hole, dark))),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Composition(string hole, int dark)
    {
        var key = $"Gateway:Compositions:{hole}{dark}";
        var budget = Budget.ToString("c", CultureInfo.InvariantCulture);
        yield return new($"{key}:Path", $"/lab/{hole}{dark}/{{id}}");
        yield return new($"{key}:Access", "Anonymous");
        yield return new($"{key}:Budget", budget);
        for (var index = 0; index < Parts.Services.Count; index++)
        {
            yield return new($"{key}:Parts:part{index}:Service", index == dark ? hole : Parts.Services[index]);
            yield return new($"{key}:Parts:part{index}:Path", "/parts/{id}");
            yield return new($"{key}:Parts:part{index}:Timeout", budget);
        }
    }
}
