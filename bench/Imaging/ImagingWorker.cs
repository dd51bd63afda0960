using Bench.Lab.Systems;

namespace Bench.Imaging;

/// <summary>A worker process that can be made to stand still, so that a queue fills before it is worked off.</summary>
internal sealed class ImagingWorker(ServiceProcess process) : IAsyncDisposable
{
    private bool standsStill;

    /// <summary>Where its health is.</summary>
    public Uri Address => process.Address;

    /// <summary>Process id; its image engines are its children.</summary>
    public int Id => process.Id;

    /// <summary>Whether the process that was started still runs.</summary>
    public bool IsAlive => process.ExitCode is null;

    public Task PauseAsync() => SignalAsync("STOP", nowStandsStill: true);

    public Task ResumeAsync() => SignalAsync("CONT", nowStandsStill: false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A process that stands still hears no request to end.
        await ResumeAsync();
        await process.DisposeAsync();
    }

    private async Task SignalAsync(string signal, bool nowStandsStill)
    {
        if (standsStill == nowStandsStill)
        {
            return;
        }

        await process.SignalAsync(signal);
        standsStill = nowStandsStill;
    }
}
