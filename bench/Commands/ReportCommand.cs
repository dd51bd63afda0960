using System.ComponentModel;
using Bench.Lab.Reports;
using Bench.Lab.Results;
using Spectre.Console;
using Spectre.Console.Cli;
using Support;

namespace Bench.Commands;

/// <summary><c>bench report</c>: page, <c>docs/measured.md</c> and the README's table from a result.</summary>
internal sealed class ReportCommand(IAnsiConsole console, ErrorLines errors) : Command<ReportCommand.Settings>
{
    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "[RESULT]")]
        [Description("A file of bench/results. Default: the newest full run of all three services there.")]
        public string? Result { get; init; }
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        if (ResultFile.Find(settings.Result, Repository.File("bench", "results"), problems) is not var (result, path))
        {
            errors.Write(problems);
            return ExitCodes.BadValue;
        }

        var page = Path.ChangeExtension(path, ".html");
        File.WriteAllText(page, HtmlPage.Of(result));
        File.WriteAllText(Repository.File("docs", "measured.md"), MeasuredDocument.Of(result, Path.GetFileName(path)));
        var readme = Repository.File("README.md");
        File.WriteAllText(readme, MeasuredSection.Replace(File.ReadAllText(readme), result));
        console.MarkupLineInterpolated($"[dim]Written:[/] {page}, docs/measured.md, the table of README.md");
        return ExitCodes.Done;
    }
}
