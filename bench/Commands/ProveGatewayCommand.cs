using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bench.Lab.Running;
using GatewayModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench prove gateway</c>: random compositions before random services, each answer compared with a small reference.</summary>
internal sealed class ProveGatewayCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<ProveGatewayCommand.Settings>
{
    private const int CasesMax = 100_000_000;
    private const int Round = 10_000;

    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-c|--cases <COUNT>")]
        [Description("Answers to compare, 1 to 100,000,000. Default: 1,000,000.")]
        [DefaultValue(1_000_000)]
        public int Cases { get; init; } = 1_000_000;

        [CommandOption("--seed <NUMBER>")]
        [Description("Seed of plans, services and requests. Default: another one each time; it is printed.")]
        public int? Seed { get; init; }

        public override ValidationResult Validate() => Cases is >= 1 and <= CasesMax
            ? ValidationResult.Success()
            : ValidationResult.Error($"--cases is {Cases}; allowed: 1 to {CasesMax}");
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var seed = settings.Seed ?? RandomNumberGenerator.GetInt32(1, 1_000_000);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"prove gateway --cases {settings.Cases} --seed {seed}"));
        var watch = Stopwatch.StartNew();
        var (cases, complete, refused, round) = (0, 0, 0, 0);
        try
        {
            while (cases < settings.Cases)
            {
                // A round is small: what is wrong is told soon.
                var result = await ModelRun.RunAsync(seed + round++, Math.Min(Round, settings.Cases - cases), cancellationToken: stop.Token);
                (cases, complete, refused) = (cases + result.Cases, complete + result.Complete, refused + result.Refused);
                if (result.Violations.Count > 0)
                {
                    errors.Write(result.Violations);
                    return ExitCodes.Violated;
                }

                if (round % 10 == 0)
                {
                    console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases} cases hold after {watch.Elapsed.TotalSeconds:0} s"));
                }
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            errors.Write([$"prove gateway: stopped after {cases} cases; all of them hold."]);
            return ExitCodes.Incomplete;
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases} cases hold in {watch.Elapsed.TotalSeconds:0} s: {complete} complete answers, {cases - complete} others; {refused} random plans were refused and count for nothing."));
        return ExitCodes.Done;
    }
}
