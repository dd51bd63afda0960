using System.Collections.Concurrent;
using Support;

namespace Gateway.Api.Tests.Drain;

/// <summary>Clients that ask on and on, and remember each answer that was not 200.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly HttpClient client;
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentQueue<string> failed = new();
    private Task[] asking = [];
    private int passed;

    private Load(Uri server) => client = new(new SocketsHttpHandler()) { BaseAddress = server };

    /// <summary>Two clients for each address, after each has answered 200 once.</summary>
    public static async Task<Load> StartAsync(Uri server, params string[] paths)
    {
        var load = new Load(server);
        foreach (var path in paths)
        {
            await Eventually.BecomesAsync($"{path} to answer", () => load.client.GetAsync(path), answer => answer.IsSuccessStatusCode);
        }

        load.asking = [.. paths.Concat(paths).Select(load.AskAsync)];
        return load;
    }

    /// <summary>Waits for so many further answers.</summary>
    public Task PassAsync(int count)
    {
        var until = Volatile.Read(ref passed) + count;
        return Eventually.BecomesAsync($"{count} further answers", () => Task.FromResult(Volatile.Read(ref passed)), now => now >= until);
    }

    /// <summary>Ends the load; answers what failed.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await ended.CancelAsync();
        await Task.WhenAll(asking);
        return [.. failed];
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        client.Dispose();
        ended.Dispose();
    }

    private async Task AskAsync(string path)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync(path);
                if (!answer.IsSuccessStatusCode)
                {
                    failed.Enqueue($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                }
            }
            catch (HttpRequestException exception)
            {
                failed.Enqueue($"{path}: {exception.Message}");
            }

            Interlocked.Increment(ref passed);
        }
    }
}
