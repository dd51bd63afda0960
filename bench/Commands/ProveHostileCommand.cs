using System.ComponentModel;
using System.Security.Cryptography;
using Bench.Imaging.Hostile;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench prove hostile</c>: images that were made to hurt.</summary>
internal sealed class ProveHostileCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<ProveHostileCommand.Settings>
{
    private const int FilesMin = 100;
    private const int FilesMax = 100_000;
    private const int OffendersShown = 30;

    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-n|--files <COUNT>")]
        [Description("Hostile files, 100 to 100000; those made by hand are always among them. Default: 2000.")]
        [DefaultValue(2_000)]
        public int Files { get; init; } = 2_000;

        [CommandOption("--seed <NUMBER>")]
        [Description("Seed of the mutations. Default: another one each time; it is printed.")]
        public int? Seed { get; init; }

        public override ValidationResult Validate() => Files is >= FilesMin and <= FilesMax
            ? ValidationResult.Success()
            : ValidationResult.Error($"--files is {Files}; allowed: {FilesMin} to {FilesMax}");
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var seed = settings.Seed ?? RandomNumberGenerator.GetInt32(1, 1_000_000);
        console.WriteLine(FormattableString.Invariant($"dotnet run -c Release --project bench -- prove hostile --files {settings.Files} --seed {seed}"));
        var run = new HostileRun(new ConsoleProgress(console), settings.Files, seed);
        try
        {
            await run.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            errors.Write(["prove hostile: stopped before anything was proved."]);
            return ExitCodes.Incomplete;
        }

        foreach (var (code, count) in run.Codes.OrderByDescending(code => code.Value))
        {
            console.WriteLine(FormattableString.Invariant($"{count,7} {code}"));
        }

        foreach (var heavy in run.Heavy)
        {
            console.WriteLine($"costly: {heavy}");
        }

        foreach (var offender in run.Offenders.Take(OffendersShown))
        {
            console.WriteLine($"broke a promise: {offender}");
        }

        return PromiseTable.Write(console, run.Promises) ? ExitCodes.Done : ExitCodes.Violated;
    }
}
