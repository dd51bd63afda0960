using System.Diagnostics;
using Spectre.Console;

namespace Bench.Lab.Running;

/// <summary>A line per step with the time since the start: readable in a terminal, a pipe and a log alike.</summary>
internal sealed class ConsoleProgress(IAnsiConsole console) : ILabProgress
{
    private readonly long began = Stopwatch.GetTimestamp();

    public void Step(string scenario, string what)
    {
        var elapsed = Stopwatch.GetElapsedTime(began);
        console.MarkupLineInterpolated($"[dim]{elapsed:mm\\:ss}[/] [bold]{scenario}[/] {what}");
    }
}
