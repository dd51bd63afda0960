using System.Diagnostics;
using System.Net.Http.Json;
using Bench.Lab.Processes;
using Bench.Lab.Systems;

namespace Bench.Imaging.Comparison;

/// <summary>A plain loop over a library in a process of its own, warmed before it is measured.</summary>
internal sealed class PeerLoop : IDerivativeMaker
{
    private readonly ServiceProcess process;
    private readonly HttpClient client;
    private readonly IReadOnlyList<string> photographs;
    private readonly string folder;

    private PeerLoop(string name, ServiceProcess process, IReadOnlyList<string> photographs, string folder)
    {
        Name = name;
        (this.process, this.photographs, this.folder) = (process, photographs, folder);
        client = new() { BaseAddress = process.Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public string Name { get; }

    /// <param name="name">As shown.</param>
    /// <param name="peer">Name of the peer.</param>
    /// <param name="photographs">Files to work on.</param>
    /// <param name="folder">For what is made.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="arguments">Of the peer.</param>
    public static async Task<PeerLoop> StartAsync(
        string name, string peer, IReadOnlyList<string> photographs, string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var loop = new PeerLoop(name, await ServiceProcess.StartAsync("Peers", [], [peer, .. arguments], cancellationToken), photographs, folder);
        try
        {
            await loop.RunAsync(count: 1, atOnce: 1, cancellationToken);
            return loop;
        }
        catch
        {
            await loop.DisposeAsync();
            throw;
        }
    }

    public async Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        var before = ProcessUsage.Of(process.Id).CpuSeconds;
        var began = Stopwatch.GetTimestamp();
        var request = new { photographs = Enumerable.Range(0, count).Select(index => photographs[index % photographs.Count]), folder, atOnce };
        using var answer = await client.PostAsJsonAsync("/derivatives", request, cancellationToken);
        return answer.IsSuccessStatusCode
            ? new((ProcessUsage.Of(process.Id).CpuSeconds - before) / count, count / Stopwatch.GetElapsedTime(began).TotalSeconds)
            : throw new InvalidOperationException($"It answered {(int)answer.StatusCode}: {process.Output()}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await process.DisposeAsync();
    }
}
