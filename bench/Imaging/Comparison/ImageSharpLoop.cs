using System.Diagnostics;
using System.Net.Http.Json;
using Bench.Lab.Processes;
using Bench.Lab.Systems;

namespace Bench.Imaging.Comparison;

/// <summary>A plain loop over ImageSharp in a process of its own, warmed before it is measured.</summary>
internal sealed class ImageSharpLoop : IDerivativeMaker
{
    private readonly ServiceProcess process;
    private readonly HttpClient client;
    private readonly IReadOnlyList<string> photographs;
    private readonly string folder;

    private ImageSharpLoop(ServiceProcess process, IReadOnlyList<string> photographs, string folder)
    {
        (this.process, this.photographs, this.folder) = (process, photographs, folder);
        client = new() { BaseAddress = process.Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public string Name => "plain ImageSharp loop, files only, one thread per image";

    public static async Task<ImageSharpLoop> StartAsync(IReadOnlyList<string> photographs, string folder, CancellationToken cancellationToken)
    {
        var loop = new ImageSharpLoop(await ServiceProcess.StartAsync("Peers", [], ["imagesharp"], cancellationToken), photographs, folder);
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
