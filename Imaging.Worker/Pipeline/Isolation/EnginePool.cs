using System.Collections.Concurrent;
using Imaging.Worker.Configuration;
using Imaging.Worker.Pipeline.Engine;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>Children at hand, one per slot, used again and again; a hang costs one slot for seconds, a crash costs nothing.</summary>
internal sealed partial class EnginePool(
    IOptions<IsolationOptions> options, WorkerCapacity capacity, EngineUse use, TimeProvider time, ILogger<EnginePool> logger) : IDisposable
{
    private readonly ConcurrentStack<EngineProcess> idle = new();
    private readonly SemaphoreSlim slots = new(options.Value.ProcessesMax ?? capacity.Slots);

    /// <summary>Children that may work at once.</summary>
    public int ProcessesMax { get; } = options.Value.ProcessesMax ?? capacity.Slots;

    /// <exception cref="ImageRejectedException">The image is at fault; also when it brought down two children in a row.</exception>
    /// <exception cref="EngineCrashedException">Two children in a row ended, and the second was killed: another time may go well.</exception>
    public Task<EngineReport> RunAsync(EngineJob job, IProgress<string>? progress, CancellationToken cancellationToken) =>
        RunAsync(job, progress, answer: null, cancellationToken);

    /// <inheritdoc cref="RunAsync(EngineJob, IProgress{string}?, CancellationToken)"/>
    /// <exception cref="ModelsFailedException"><paramref name="answer"/>, which a job that awaits its focus needs, threw.</exception>
    public async Task<EngineReport> RunAsync(
        EngineJob job, IProgress<string>? progress, AnswerPictures? answer, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await TryAsync(job, progress, answer, cancellationToken);
        }
        catch (EngineCrashedException crash)
        {
            // Whoever killed the child once may have meant the child, not the image: a fresh one decides.
            Log.Crashed(logger, crash);
            return await SecondTryAsync(job, progress, answer, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryPop(out var process))
        {
            End(process);
        }

        slots.Dispose();
    }

    private async Task<EngineReport> SecondTryAsync(
        EngineJob job, IProgress<string>? progress, AnswerPictures? answer, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(job, progress, answer, cancellationToken);
        }
        catch (EngineCrashedException crash) when (!crash.IsKilled)
        {
            Log.Crashed(logger, crash);
            throw new ImageRejectedException(PipelineErrorCodes.ProcessingCrash, "The image brought its decoder down twice.");
        }
    }

    private async Task<EngineReport> TryAsync(
        EngineJob job, IProgress<string>? progress, AnswerPictures? answer, CancellationToken cancellationToken)
    {
        var process = Take();
        try
        {
            return await process.RunAsync(job, progress, answer, cancellationToken);
        }
        finally
        {
            Return(process);
        }
    }

    private EngineProcess Take()
    {
        while (idle.TryPop(out var process))
        {
            if (process.IsAlive)
            {
                return process;
            }

            // It died while it had nothing to do.
            use.Ended(EngineEnd.Crash);
            End(process);
        }

        var fresh = new EngineProcess(time);
        use.Add(fresh);
        Log.Started(logger, fresh.Id);
        return fresh;
    }

    private void Return(EngineProcess process)
    {
        if (process.IsAlive && process.Images < options.Value.ImagesPerProcessMax)
        {
            idle.Push(process);
            return;
        }

        use.Ended(process.End ?? (process.IsAlive ? EngineEnd.Worn : EngineEnd.Crash));
        Log.Replaced(logger, process.Id, process.Images);
        End(process);
    }

    private void End(EngineProcess process)
    {
        use.Remove(process);
        process.Dispose();
    }
}
