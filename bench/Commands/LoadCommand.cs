using Bench.Gateway;
using Bench.Lab.Reports;
using Bench.Lab.Results;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary>Runs scenarios, prints every figure of the seed beside what was measured, and writes the result.</summary>
internal abstract class LoadCommand(IAnsiConsole console, ErrorLines errors, IReadOnlyList<IScenario> scenarios) : AsyncCommand<LoadSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, LoadSettings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var progress = new ConsoleProgress(console);
        var run = new LabRun(scenarios, new NginxYardstick(), progress, TimeProvider.System);
        var (result, failures) = await run.RunAsync(settings.ToLab(), sofar => ResultFile.Write(sofar, settings.OutputFolder), stop.Token);

        ResultTables.Write(console, result);
        var file = ResultFile.Write(result, settings.OutputFolder);
        var page = Path.ChangeExtension(file, ".html");
        await File.WriteAllTextAsync(page, HtmlPage.Of(result), CancellationToken.None);
        console.MarkupLineInterpolated($"[dim]Written:[/] {file} and {page}");
        errors.Write(failures);
        return failures.Count == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }
}
