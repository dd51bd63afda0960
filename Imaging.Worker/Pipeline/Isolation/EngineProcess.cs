using System.ComponentModel;
using System.Diagnostics;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The parent's side of one child. After anything but a report or a rejection it is dead and must be replaced.</summary>
internal sealed class EngineProcess : IDisposable
{
    /// <summary>Exit code of a process that SIGXCPU ended: 128 + 24, and 128 + 30 where signals are numbered as on macOS.</summary>
    private static readonly int[] CpuTimeExits = [152, 158];

    /// <summary>Exit code of a process that SIGKILL ended: 128 + 9. None sends it to itself.</summary>
    private const int KilledExit = 137;
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private readonly TimeProvider time;
    private readonly Lock reading = new();
    private TimeSpan cpu;

    public EngineProcess(TimeProvider time)
    {
        this.time = time;
        process = Process.Start(EngineCommand.Create()) ?? throw new InvalidOperationException("The image engine did not start.");

        // libvips warns here about what hostile files hold: read, so that the pipe never fills, and not kept.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>Images that this child has done.</summary>
    public int Images { get; private set; }

    public bool IsAlive => !process.HasExited;

    /// <summary>Why the last image was its last; null: it was not, or it ended while it had none.</summary>
    public EngineEnd? End { get; private set; }

    /// <exception cref="ImageRejectedException">The image is at fault, or took more time or memory than it may.</exception>
    /// <exception cref="EngineCrashedException">The child ended without a word.</exception>
    /// <exception cref="ModelsFailedException"><paramref name="answer"/> threw.</exception>
    public async Task<EngineReport> RunAsync(
        EngineJob job, IProgress<string>? progress, AnswerPictures? answer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(job.Limits.Time, time);
        using var memory = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, memory.Token, cancellationToken);
        using var watch = time.CreateTimer(_ => CancelWhenOver(memory, job.Limits.MemoryMax), null, WatchPeriod, WatchPeriod);
        // The pipe's read does not end with its token everywhere, but always with the child.
        using var kill = stop.Token.Register(Kill);
        try
        {
            Say(new EngineOrder(Job: job));
            var report = await ListenAsync(progress, answer, stop.Token);
            Images++;
            return report;
        }
        catch (Exception exception) when (exception is not ImageRejectedException and not EngineFailedException)
        {
            // Only where its pipe has closed: a child that waits for an answer would be waited for in vain.
            var endedAlone = exception is IOException && await EndsAloneAsync();
            Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            End = EndBy(exception, cancellationToken.IsCancellationRequested, timeout.IsCancellationRequested, memory.IsCancellationRequested, endedAlone);
            cancellationToken.ThrowIfCancellationRequested();
            if (End == EngineEnd.Models)
            {
                throw;
            }

            throw ReasonFor(exception, job.Limits, End.Value);
        }
    }

    /// <summary>Processor time so far, and memory now; of a child that has ended, the time that was read last, and no memory.</summary>
    public (TimeSpan Cpu, long Bytes) Use()
    {
        try
        {
            // A Process is not made for two threads at once: the watch of the memory reads it as well.
            lock (reading)
            {
                process.Refresh();
                cpu = process.TotalProcessorTime;
                return (cpu, process.WorkingSet64);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return (cpu, 0);
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private void Say(EngineOrder order) => Frames.Write(process.StandardInput.BaseStream, order);

    private async Task<EngineReport> ListenAsync(IProgress<string>? progress, AnswerPictures? answer, CancellationToken cancellationToken)
    {
        while (await Frames.ReadAsync<EngineMessage>(process.StandardOutput.BaseStream, cancellationToken) is { } message)
        {
            switch (message)
            {
                case { Progress: { } step }:
                    progress?.Report(step);
                    break;
                case { Pictures: { } pictures }:
                    Say(new EngineOrder(Focus: await AskAsync(answer, pictures, cancellationToken)));
                    break;
                case { Report: { } report }:
                    return report;
                case { RejectedCode: { } code }:
                    throw new ImageRejectedException(code, message.Sentence ?? "");
                default:
                    throw new EngineFailedException(message.Sentence ?? "");
            }
        }

        throw new EndOfStreamException("The child closed its output.");
    }

    private static async Task<IReadOnlyList<FocusBox>> AskAsync(
        AnswerPictures? answer, ShownPictures pictures, CancellationToken cancellationToken)
    {
        try
        {
            return answer is null ? [] : await answer(pictures, cancellationToken);
        }
        catch (Exception exception)
        {
            throw new ModelsFailedException(exception);
        }
    }

    /// <summary>A child whose pipe has closed is about to end, by whatever ends it.</summary>
    private async Task<bool> EndsAloneAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience, time);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.HasExited;
    }

    private EngineEnd EndBy(Exception cause, bool stopped, bool overTime, bool overMemory, bool endedAlone) => (stopped, overMemory, overTime, cause) switch
    {
        (true, _, _, _) => EngineEnd.Stopped,
        (_, true, _, _) => EngineEnd.Memory,
        (_, _, true, _) => EngineEnd.Time,
        (_, _, _, ModelsFailedException) => EngineEnd.Models,
        _ when CpuTimeExits.Contains(process.ExitCode) => EngineEnd.Time,
        _ => endedAlone && process.ExitCode == KilledExit ? EngineEnd.Killed : EngineEnd.Crash,
    };

    private Exception ReasonFor(Exception cause, LimitsOptions limits, EngineEnd end) => end switch
    {
        EngineEnd.Memory => new ImageRejectedException(
            PipelineErrorCodes.ProcessingMemory, $"The work on the image takes more than {limits.MemoryMax} bytes of memory."),
        EngineEnd.Time => new ImageRejectedException(
            PipelineErrorCodes.ProcessingTimeout, $"The work on the image takes more than {limits.Time.TotalSeconds:0.#} seconds."),
        _ => new EngineCrashedException($"The image engine ended with exit code {process.ExitCode}.", end == EngineEnd.Killed, cause),
    };

    private void CancelWhenOver(CancellationTokenSource memory, long bytesMax)
    {
        try
        {
            if (MemoryNow() > bytesMax)
            {
                memory.Cancel();
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException or Win32Exception)
        {
            // The child has just ended; whoever reads its pipe learns of it.
        }
    }

    private long MemoryNow()
    {
        lock (reading)
        {
            process.Refresh();
            return process.HasExited ? 0 : process.WorkingSet64;
        }
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
