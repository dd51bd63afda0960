using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using NetVips;
using Support.Hostile;

namespace Imaging.Worker.Tests.Pipeline;

/// <summary>Runs while no other test does: libvips counts what it holds for the whole process.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>The short form of <c>bench prove soak</c>: counts instead of percents.</summary>
[Collection(nameof(AloneCollection))]
public sealed class LeakTests : IDisposable
{
    private static readonly PresetStep[] Steps =
    [
        new ResizePreset("moving", 64, 64, ResizeFit.Fit, [OutputFormat.WebP, OutputFormat.Jpeg, OutputFormat.Png], 80) { Animated = true },
        new ResizePreset("square", 48, 48, ResizeFit.Fill, [OutputFormat.Jpeg], 80) { Gravity = Gravity.Smart },
        new BlurHashPreset(4, 3),
        new ColourPreset(),
    ];

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public void Libvips_holds_nothing_of_images_that_are_done_or_refused()
    {
        var honest = HostileTests.Honest();
        Round(honest);
        var before = Held();

        for (var round = 0; round < 5; round++)
        {
            Round(honest);
        }

        Assert.Equal(before, Held());
    }

    private void Round(IReadOnlyList<HonestFile> honest)
    {
        foreach (var file in honest)
        {
            bench.Run(file.Bytes, file.ContentType, Steps);
            try
            {
                bench.Run(file.Bytes[..(file.Bytes.Length / 2)], file.ContentType, Steps);
            }
            catch (ImageRejectedException)
            {
                // What a half-read file held must go as well.
            }
        }
    }

    private static (int Allocations, int Files, long Bytes) Held()
    {
        // What an exception left behind goes with its finalizer.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (Stats.Allocations, Stats.Files, Stats.Mem);
    }
}
