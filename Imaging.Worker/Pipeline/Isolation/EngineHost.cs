using System.Collections.Concurrent;
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

        var pending = NextAsync(input);
        while (await pending is { Job: { } job })
        {
            using var answers = new BlockingCollection<IReadOnlyList<FocusBox>>();
            // Reading on while working: what comes next is the answer that the job waits for, the next job, or the parent's end.
            pending = NextAsync(input);
            var work = Task.Run(() => Answer(job, output, answers));
            while (await Task.WhenAny(work, pending) == pending && await pending is not { Job: not null })
            {
                if (await pending is not { Focus: { } focus })
                {
                    Environment.Exit(0);
                    return 0;
                }

                answers.Add(focus);
                pending = NextAsync(input);
            }

            await work;
        }

        return 0;
    }

    private static Task<EngineOrder?> NextAsync(Stream input) => Frames.ReadAsync<EngineOrder>(input, CancellationToken.None);

    private static void Answer(EngineJob job, Stream output, BlockingCollection<IReadOnlyList<FocusBox>> answers)
    {
        ResourceLimits.SetForJob(job.Limits);
        Frames.Write(output, Run(job, new Teller(output), (source, pixels) =>
        {
            Frames.Write(output, new EngineMessage(Pictures: new(source, pixels)));
            // The parent's clock bounds this: it ends a child whose time is up.
            return answers.Take();
        }));
    }

    private static EngineMessage Run(EngineJob job, IProgress<string> progress, AskFocus ask)
    {
        try
        {
            return new(Report: PixelEngine.Run(job, progress, ask));
        }
        catch (ImageRejectedException exception)
        {
            return new(RejectedCode: exception.Code, Sentence: exception.Message);
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
