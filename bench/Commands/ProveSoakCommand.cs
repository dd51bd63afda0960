using System.ComponentModel;
using Bench.Imaging.Hostile;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench prove soak</c>: memory over many images.</summary>
internal sealed class ProveSoakCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<ProveSoakCommand.Settings>
{
    private const int ImagesMin = 400;
    private const int ImagesMax = 100_000;

    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-n|--images <COUNT>")]
        [Description("Images, 400 to 100000; rounded down to whole batches of 200. Default: 2000.")]
        [DefaultValue(2_000)]
        public int Images { get; init; } = 2_000;

        public override ValidationResult Validate() => Images is >= ImagesMin and <= ImagesMax
            ? ValidationResult.Success()
            : ValidationResult.Error($"--images is {Images}; allowed: {ImagesMin} to {ImagesMax}");
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        try
        {
            var promises = await new SoakRun(new ConsoleProgress(console), settings.Images, seed: 1).RunAsync(stop.Token);
            return PromiseTable.Write(console, promises) ? ExitCodes.Done : ExitCodes.Violated;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            errors.Write(["prove soak: stopped before anything was proved."]);
            return ExitCodes.Incomplete;
        }
    }
}
