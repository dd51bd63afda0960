using System.ComponentModel;
using Bench.Sizing;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench size</c>: the estimate of a profile with its reasoning.</summary>
internal sealed class SizeCommand(IAnsiConsole console, ErrorLines errors) : Command<SizeCommand.Settings>
{
    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-p|--profile <PROFILE>")]
        [Description("[bold]seed[/] (the seed document's own figures), [bold]local[/] (run mode on a developer's machine), "
            + "[bold]measured[/] (what bench calibrate wrote), or the path of a JSON file.")]
        [DefaultValue("seed")]
        public string Profile { get; init; } = "seed";

        [CommandOption("-s|--set <NAME=VALUE>")]
        [Description("Replaces one input, such as Chat.Clients=100000. May be given several times.")]
        public string[] Set { get; init; } = [];

        [CommandOption("-i|--inputs")]
        [Description("Also lists the inputs: name, value, unit, what is allowed.")]
        public bool Inputs { get; init; }

        [CommandOption("-j|--json")]
        [Description("One JSON document on standard output. Saved, it can be given to --profile.")]
        public bool Json { get; init; }

        // Spectre.Console.Cli 0.57 fills an option that was given no value with the name of its own default command.
        public override ValidationResult Validate() =>
            Set.Append(Profile).Contains("__default_command", StringComparer.Ordinal)
                ? ValidationResult.Error("--set or --profile was given no value")
                : ValidationResult.Success();
    }

    public override int Execute(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        var (profile, measured, problems) = ProfileSource.Read(settings.Profile, settings.Set, Environment.CurrentDirectory);
        if (profile is null)
        {
            errors.Write(problems);
            return ExitCodes.BadValue;
        }

        var report = SizeReport.Of(profile, measured);
        if (settings.Json)
        {
            console.Profile.Out.Writer.WriteLine(SizeJson.Write(report));
        }
        else
        {
            SizeTables.Write(console, report, settings.Inputs);
        }

        return ExitCodes.Done;
    }
}
