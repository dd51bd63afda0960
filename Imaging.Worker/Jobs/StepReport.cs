using System.Diagnostics;
using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs.Admission;

namespace Imaging.Worker.Jobs;

/// <summary>
/// Tells listeners of each step as it begins, and makes a span of it that ends when the next one begins or the pipeline does. Unlike
/// <see cref="Progress{T}"/> it keeps the order: nothing is posted to another thread before it is sent.
/// </summary>
internal sealed class StepReport(ImageEvents events, WorkProgress progress, string imageId) : IProgress<string>, IDisposable
{
    private readonly ActivityContext parent = Activity.Current?.Context ?? default;
    private Activity? step;

    public void Report(string value)
    {
        Dispose();
        step = Start(value, parent);
        progress.Begin(value);
        // A hint that is lost costs nothing, so nobody waits for it.
        _ = events.StepAsync(imageId, value);
    }

    public void Dispose()
    {
        var ambient = Activity.Current;
        step?.Dispose();
        step = null;
        Activity.Current = ambient;
    }

    // Steps come from whatever reads the child's pipe: what is current there stays so.
    private static Activity? Start(string name, ActivityContext parent)
    {
        var ambient = Activity.Current;
        var started = ImagingTelemetry.Source.StartActivity($"imaging step {name}", ActivityKind.Internal, parent);
        Activity.Current = ambient;
        return started;
    }
}
