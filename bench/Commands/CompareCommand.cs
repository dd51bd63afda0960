using System.ComponentModel;
using Bench.Lab.Analysis;
using Bench.Lab.Reports;
using Bench.Lab.Results;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench compare</c>: what moved between two results beyond the noise.</summary>
internal sealed class CompareCommand(IAnsiConsole console, ErrorLines errors) : Command<CompareCommand.Settings>
{
    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandArgument(0, "<BEFORE>")]
        [Description("Result of the base, a file of bench/results.")]
        public string Before { get; init; } = "";

        [CommandArgument(1, "<AFTER>")]
        [Description("Result that is judged.")]
        public string After { get; init; } = "";

        [CommandOption("--tolerance <SHARE>")]
        [Description("Changes below this share are not reported, however sure they are; 0 to 1.")]
        [DefaultValue(0.05)]
        public double Tolerance { get; init; } = 0.05;

        [CommandOption("--all")]
        [Description("Also shows what did not move.")]
        public bool All { get; init; }

        public override ValidationResult Validate() => Tolerance is >= 0 and <= 1
            ? ValidationResult.Success()
            : ValidationResult.Error($"--tolerance is {Tolerance}; allowed: 0 to 1");
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var (before, after) = (ResultFile.Read(settings.Before, problems), ResultFile.Read(settings.After, problems));
        if (before is null || after is null)
        {
            errors.Write(problems);
            return ExitCodes.BadValue;
        }

        var comparison = Comparison.Of(before, after, settings.Tolerance);
        ComparisonTable.Write(console, comparison, settings.All);
        return comparison.IsWorse ? ExitCodes.Worse : ExitCodes.Done;
    }
}
