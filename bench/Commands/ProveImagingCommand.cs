using System.ComponentModel;
using System.Security.Cryptography;
using Bench.Imaging.Proof;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench prove imaging</c>: every image ends exactly once, whatever breaks.</summary>
internal sealed class ProveImagingCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<ProveImagingCommand.Settings>
{
    private const int KillsMax = 10_000;

    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-k|--kills <COUNT>")]
        [Description("Workers and image engines that are killed, 1 to 10000; other faults come among them. Default: 200.")]
        [DefaultValue(200)]
        public int Kills { get; init; } = 200;

        [CommandOption("--seed <NUMBER>")]
        [Description("Seed of the faults and of what clients do. Default: another one each time; it is printed.")]
        public int? Seed { get; init; }

        public override ValidationResult Validate() => Kills is >= 1 and <= KillsMax
            ? ValidationResult.Success()
            : ValidationResult.Error($"--kills is {Kills}; allowed: 1 to {KillsMax}");
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var proof = new ImagingProofSettings(settings.Kills, settings.Seed ?? RandomNumberGenerator.GetInt32(1, 1_000_000));
        console.WriteLine(ImagingProofReport.Command(proof));
        try
        {
            var result = await new ImagingProofRun(proof, new ConsoleProgress(console)).RunAsync(stop.Token);
            ImagingProofReport.Write(console, result);
            return result.Violations.Count > 0 ? ExitCodes.Violated : result.IsStopped ? ExitCodes.Incomplete : ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            errors.Write(["prove imaging: stopped before anything was proved."]);
            return ExitCodes.Incomplete;
        }
    }
}
