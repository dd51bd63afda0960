using System.ComponentModel;
using Bench.Imaging;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary>Measures something of the image service and lays it beside what is promised.</summary>
internal abstract class ImagingPromiseCommand(IAnsiConsole console, ErrorLines errors, string name, int imagesDefault, int imagesMax)
    : AsyncCommand<ImagingPromiseCommand.Settings>
{
    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-i|--images <COUNT>")]
        [Description("Images; left out: as many as the promise names.")]
        public int? Images { get; init; }
    }

    public override ValidationResult Validate(CommandContext context, Settings settings) => settings.Images is not { } images || (images >= 1 && images <= imagesMax)
        ? ValidationResult.Success()
        : ValidationResult.Error($"--images is {settings.Images}; allowed: 1 to {imagesMax}");

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        try
        {
            var promises = await RunAsync(new ConsoleProgress(console), settings.Images ?? imagesDefault, stop.Token);
            var table = new Table { Border = TableBorder.Minimal }.AddColumns("Promise", "Allowed", "Measured", "Kept");
            foreach (var promise in promises)
            {
                table.AddRow(promise.What, promise.Allowed, promise.Measured, promise.IsKept ? "yes" : "NO");
            }

            console.Write(table);
            return promises.All(promise => promise.IsKept) ? ExitCodes.Done : ExitCodes.Violated;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            errors.Write([$"prove {name}: stopped before anything was measured."]);
            return ExitCodes.Incomplete;
        }
    }

    protected abstract Task<IReadOnlyList<KeptPromise>> RunAsync(ILabProgress progress, int images, CancellationToken cancellationToken);
}

/// <summary><c>bench prove similar</c>.</summary>
internal sealed class ProveSimilarCommand(IAnsiConsole console, ErrorLines errors) : ImagingPromiseCommand(console, errors, "similar", 100_000, 1_000_000)
{
    private const int Requests = 300;

    protected override Task<IReadOnlyList<KeptPromise>> RunAsync(ILabProgress progress, int images, CancellationToken cancellationToken) =>
        new SimilarSearch(progress, images, Requests).RunAsync(cancellationToken);
}

/// <summary><c>bench prove wait</c>.</summary>
internal sealed class ProveWaitCommand(IAnsiConsole console, ErrorLines errors) : ImagingPromiseCommand(console, errors, "wait", 50, 1_000)
{
    protected override Task<IReadOnlyList<KeptPromise>> RunAsync(ILabProgress progress, int images, CancellationToken cancellationToken) =>
        new WaitEstimates(progress, images).RunAsync(cancellationToken);
}

/// <summary><c>bench prove places</c>.</summary>
internal sealed class ProvePlacesCommand(IAnsiConsole console, ErrorLines errors) : ImagingPromiseCommand(console, errors, "places", 1_000, 20_000)
{
    protected override Task<IReadOnlyList<KeptPromise>> RunAsync(ILabProgress progress, int images, CancellationToken cancellationToken) =>
        new SharedPlaces(progress, images).RunAsync(cancellationToken);
}

/// <summary><c>bench prove uploads</c>.</summary>
internal sealed class ProveUploadsCommand(IAnsiConsole console, ErrorLines errors) : ImagingPromiseCommand(console, errors, "uploads", 50, 100)
{
    protected override Task<IReadOnlyList<KeptPromise>> RunAsync(ILabProgress progress, int images, CancellationToken cancellationToken) =>
        new LargeUploads(progress, images).RunAsync(cancellationToken);
}
