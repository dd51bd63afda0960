using System.Diagnostics;
using Bench.Lab.Load;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>
/// Many ask for their place in a long queue that nobody works off: what one status costs the database. All of the cost is that of the
/// questions, as nothing else happens.
/// </summary>
internal sealed class SharedPlaces(ILabProgress progress, int images)
{
    private const int Owners = 20;
    private const int Askers = 40;

    /// <summary>The image's row, and the reset of the connection that the pool sends before it; the rest is what all share.</summary>
    private const double TransactionsMax = 2.2;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>PostgreSQL adds up what connections have done when they have been idle for ten seconds.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(11);

    public async Task<IReadOnlyList<KeptPromise>> RunAsync(CancellationToken cancellationToken)
    {
        Step("starting");
        await using var system = await ImagingSystem.StartAsync(cancellationToken);
        var latency = new LatencyRecorder("imaging.status", "GET /images/{id}");
        var users = Enumerable.Range(0, Owners).Select(_ => system.NewUser()).ToList();
        var queued = new List<(ImagingClient Client, string[] Ids)>();
        foreach (var (owner, client) in users)
        {
            queued.Add((client, await system.Database.AddQueuedAsync(owner, images / Owners, ImagingSystem.FullPreset, cancellationToken)));
        }

        Step($"{Askers} ask about {images} queued images");
        await AskAsync(queued, new("imaging.warming", "warming"), Warming, cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        var before = await system.Database.TransactionsAsync(cancellationToken);
        await using var meter = UsageMeter.Start([.. system.Stores, ("api", [system.Api.Id])]);
        await AskAsync(queued, latency, Duration, cancellationToken);
        var used = await meter.StopAsync();
        await Task.Delay(Settling, cancellationToken);
        var transactions = (await system.Database.TransactionsAsync(cancellationToken) - before) / (double)latency.Count;
        var last = await queued[^1].Client.EstimateAsync(queued[^1].Ids[^1], cancellationToken, isTimed: false);
        users.ForEach(user => user.Client.Dispose());

        return
        [
            new($"database transactions per status, {images} queued", KeptPromise.Text($"at most {TransactionsMax:0.0}"), KeptPromise.Text($"{transactions:0.00}"), transactions <= TransactionsMax),
            new("place of the last image", KeptPromise.Text($"{images}"), KeptPromise.Text($"{last?.Position}"), last?.Position == images),
            new("processor time of PostgreSQL per status", "no bound", KeptPromise.Text($"{used["postgres"].CpuSeconds * 1_000 / latency.Count:0.00} ms"), true),
            new("processor time of the API per status", "no bound", KeptPromise.Text($"{used["api"].CpuSeconds * 1_000 / latency.Count:0.00} ms"), true),
            new($"status, {Askers} askers", "no bound", KeptPromise.Text($"{latency.Count / Duration.TotalSeconds:0}/s, p50 {latency.At(50):0.0} ms, p99 {latency.At(99):0.0} ms"), true),
        ];
    }

    private static Task AskAsync(
        List<(ImagingClient Client, string[] Ids)> queued, LatencyRecorder latency, TimeSpan duration, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Askers).Select(async asker =>
        {
            var (client, ids) = queued[asker % queued.Count];
            var began = Stopwatch.GetTimestamp();
            for (var question = asker; Stopwatch.GetElapsedTime(began) < duration; question += Askers)
            {
                var asked = Stopwatch.GetTimestamp();
                await client.ReadAsync(ids[question % ids.Length], cancellationToken);
                latency.DoneSince(asked);
            }
        }));

    private void Step(string what) => progress.Step("prove places", what);
}
