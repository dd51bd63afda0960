using System.ComponentModel;
using Bench.Gateway;
using Bench.Lab.Results;
using Bench.Lab.Rows;
using Bench.Lab.Running;
using Capacity;
using Spectre.Console;
using Spectre.Console.Cli;
using Support;

namespace Bench.Commands;

/// <summary><c>bench calibrate</c>: measured unit costs as a profile that sizes are made from.</summary>
internal sealed class CalibrateCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<CalibrateCommand.Settings>
{
    private const int RunsByDefault = 3;

    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("--from <RESULT>")]
        [Description("A file of bench/results. Default: the seed's load is measured now, some minutes.")]
        public string? From { get; init; }

        [CommandOption("-q|--quick")]
        [Description("Measures the short form: a minute or two, wider spread.")]
        public bool Quick { get; init; }

        [CommandOption("--based-on <PROFILE>")]
        [Description("seed or local: where everything comes from that is not measured.")]
        [DefaultValue("local")]
        public string BasedOn { get; init; } = "local";

        [CommandOption("-o|--output <FILE>")]
        [Description($"The file. Default: {MeasuredProfile.FileName} at the root of the checkout, where size --profile measured finds it.")]
        public string? Output { get; init; }

        public override ValidationResult Validate() => ProfileReader.BuiltIn(BasedOn) is not null
            ? ValidationResult.Success()
            : ValidationResult.Error($"--based-on is {BasedOn}; allowed: {ProfileReader.BuiltInNames}");
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var result = settings.From is null
            ? await MeasureAsync(settings.Quick, problems, cancellationToken)
            : ResultFile.Read(settings.From, problems);
        var measured = result is null ? null : MeasuredCosts.Of(result);
        if (measured is null || problems.Count > 0 || Refused(measured, settings.BasedOn, problems))
        {
            errors.Write(problems);
            return settings.From is null ? ExitCodes.Incomplete : ExitCodes.BadValue;
        }

        var file = settings.Output ?? Repository.File(MeasuredProfile.FileName);
        await File.WriteAllTextAsync(file, measured.Write(settings.BasedOn) + "\n", CancellationToken.None);
        console.MarkupLineInterpolated($"{measured.Costs.Count} unit costs in {file}");
        console.MarkupLine("[dim]Sizes by them: bench size --profile measured; a system by them: ./run --Capacity:Profile=FILE[/]");
        return ExitCodes.Done;
    }

    private async Task<LabResult?> MeasureAsync(bool quick, List<string> problems, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var run = new LabRun(Scenarios.All(), new NginxYardstick(), new ConsoleProgress(console), TimeProvider.System);
        var (result, failures) = await run.RunAsync(new(quick, quick ? 1 : RunsByDefault, Seed: 1, LabParts.Load, Target: null), keep: static _ => { }, stop.Token);
        problems.AddRange(failures);
        return result;
    }

    private static bool Refused(MeasuredProfile measured, string basedOn, List<string> problems)
    {
        if (measured.Costs.Count == 0)
        {
            problems.Add("The result holds no unit costs; allowed: one of a load that reached them.");
        }

        problems.AddRange(measured.Apply(ProfileReader.BuiltIn(basedOn)!).Problems);
        return problems.Count > 0;
    }
}
