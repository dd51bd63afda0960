using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>The child's side: one job after another from standard input, messages to standard output, until the input closes.</summary>
internal static class EngineHost
{
    /// <summary>The hidden argument that turns the service's program into a child.</summary>
    public const string Argument = "--image-engine";

    public static bool IsAsked(string[] args) => args is [Argument];

    /// <summary>Answers the exit code once the parent has closed the input or is gone.</summary>
    public static async Task<int> RunAsync()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        Console.SetOut(TextWriter.Null);

        var pending = Frames.ReadAsync<EngineJob>(input, CancellationToken.None);
        while (await pending is { } job)
        {
            // Reading on while working: the next thing to come is either the next job or the parent's end.
            pending = Frames.ReadAsync<EngineJob>(input, CancellationToken.None);
            var work = Task.Run(() => Answer(job, output));
            if (await Task.WhenAny(work, pending) == pending && await pending is null)
            {
                Environment.Exit(0);
            }

            await work;
        }

        return 0;
    }

    private static void Answer(EngineJob job, Stream output)
    {
        ResourceLimits.SetForJob(job.Limits);
        Frames.Write(output, Run(job, new Teller(output)));
    }

    private static EngineMessage Run(EngineJob job, IProgress<string> progress)
    {
        try
        {
            return new(Report: PixelEngine.Run(job, progress));
        }
        catch (ImageRejectedException exception)
        {
            return new(RejectedCode: exception.Code, Sentence: exception.Message);
        }
        catch (OutOfMemoryException)
        {
            return new(
                RejectedCode: PipelineErrorCodes.ProcessingMemory,
                Sentence: $"The work on the image takes more than {job.Limits.MemoryMax} bytes of memory.");
        }
        catch (Exception exception)
        {
            // The outer edge of this process: the parent logs it and decides whether to try again.
            return new(Failed: true, Sentence: $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Tells at once and in order, which <see cref="Progress{T}"/> does not.</summary>
    private sealed class Teller(Stream output) : IProgress<string>
    {
        public void Report(string value) => Frames.Write(output, new EngineMessage(Progress: value));
    }
}
