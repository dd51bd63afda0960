using System.Collections.Concurrent;

namespace Bench.Gateway.Strain;

/// <summary>Clients behind a balancer as simple as they come: it asks each gateway for its readiness, and sends requests to those that are ready.</summary>
internal sealed class BalancedLoad : IAsyncDisposable
{
    private const int Clients = 8;
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Target[] targets;
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<string, int> faults = new();
    private readonly Task[] running;
    private long answers;
    private int next;

    public BalancedLoad(IEnumerable<Uri> gateways, params string[] paths)
    {
        targets = [.. gateways.Select(gateway => new Target(gateway))];
        running = [.. targets.Select(WatchAsync), .. Enumerable.Range(0, Clients).Select(client => AskAsync(paths[client % paths.Length]))];
    }

    /// <summary>Whole answers until now.</summary>
    public long Answers => Interlocked.Read(ref answers);

    /// <summary>Requests that failed until now.</summary>
    public long Failed => faults.Values.Sum();

    public string Faults => string.Join(", ", faults.OrderByDescending(fault => fault.Value).Take(5).Select(fault => $"{fault.Value} x {fault.Key}"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Task.WhenAll(running);
        foreach (var target in targets)
        {
            target.Client.Dispose();
        }

        ended.Dispose();
    }

    private async Task WatchAsync(Target target)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                using var answer = await target.Client.GetAsync("/health", CancellationToken.None);
                target.IsReady = answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                target.IsReady = false;
            }

            await Task.Delay(AskEvery);
        }
    }

    private async Task AskAsync(string path)
    {
        while (!ended.IsCancellationRequested)
        {
            var ready = targets.Where(target => target.IsReady).ToArray();
            if (ready.Length > 0)
            {
                await AskAsync(ready[(Interlocked.Increment(ref next) & int.MaxValue) % ready.Length], path);
            }

            await Task.Delay(Pause);
        }
    }

    private async Task AskAsync(Target target, string path)
    {
        try
        {
            using var answer = await target.Client.GetAsync(path);
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref answers);
                return;
            }

            Count($"{path} {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Count($"{path} {exception.Message}");
        }
    }

    private void Count(string fault) => faults.AddOrUpdate(fault, 1, static (_, count) => count + 1);

    private sealed class Target(Uri gateway)
    {
        public HttpClient Client { get; } = new(new SocketsHttpHandler()) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };

        public volatile bool IsReady = true;
    }
}
