using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Presets;
using NetVips;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class AnimationTests : IDisposable
{
    private static readonly ResizePreset Moving =
        new("moving", 16, 16, ResizeFit.Fit, [OutputFormat.WebP, OutputFormat.Png], 90) { Animated = true };

    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(".gif", "image/gif")]
    [InlineData(".webp", "image/webp")]
    public void An_animation_stays_one_with_all_frames_and_their_delays(string suffix, string contentType)
    {
        var report = bench.Run(Pictures.Animation(suffix, frames: 12), contentType, Moving);

        Assert.Equal(
            [("moving.png", 16, 16), ("moving.webp", 16, 16)],
            report.Variants.Select(variant => (variant.Name, variant.Width, variant.Height)).OrderBy(variant => variant.Name));
        using var seen = Image.Webpload(report.Variants.Single(variant => variant.ContentType == "image/webp").FilePath, n: -1);
        Assert.Equal((16, 16 * 12, 16), (seen.Width, seen.Height, seen.PageHeight));
        Assert.Equal(Enumerable.Repeat(100, 12), (int[])seen.Get("delay"));
        // Frame k begins with grey 32 k: a frame that was scaled across its edge would not.
        for (var frame = 0; frame < 7; frame++)
        {
            Assert.InRange(seen.Getpoint(8, (frame * 16) + 8)[1], (32 * frame) + 16 - 12, (32 * frame) + 16 + 12);
        }
    }

    [Fact]
    public void An_animation_over_the_budget_of_its_frames_is_refused_only_where_it_would_be_kept()
    {
        var animation = Pictures.Animation(".gif", frames: 12);
        var limits = new Worker.Pipeline.Gate.LimitsOptions { AnimationPixelsMax = 12 * 32 * 32 - 1 };

        var refused = Assert.Throws<ImageRejectedException>(() => Worker.Pipeline.Engine.PixelEngine.Run(bench.Job(animation, "image/gif", limits, [Moving]), null));
        var first = Worker.Pipeline.Engine.PixelEngine.Run(bench.Job(animation, "image/gif", limits, [Moving with { Animated = false }]), null);

        Assert.Equal(
            (PipelineErrorCodes.AnimationTooLarge, "The animation has 12288 pixels in all its frames; allowed: 12287."), (refused.Code, refused.Message));
        Assert.Equal(2, first.Variants.Count);
    }
}
