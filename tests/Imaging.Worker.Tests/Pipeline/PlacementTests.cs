using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class PlacementTests
{
    [Fact]
    public void A_picture_is_fitted_filled_and_never_grown_unless_it_may()
    {
        Assert.Equal(new(1600, 1200, 1600, 1200), Placement.Of(4000, 3000, 1600, 1600, ResizeFit.Fit));
        Assert.Equal(new(683, 512, 512, 512), Placement.Of(4000, 3000, 512, 512, ResizeFit.Fill));
        Assert.Equal(new(300, 200, 200, 200), Placement.Of(300, 200, 512, 512, ResizeFit.Fill));
        Assert.Equal(new(300, 200, 300, 150), Placement.Of(300, 200, 1200, 600, ResizeFit.Fill));
        Assert.Equal(new(336, 224, 224, 224), Placement.Of(30, 20, 224, 224, ResizeFit.Fill, mayGrow: true));
        Assert.Equal(new(800, 1, 800, 1), Placement.Of(20_000, 1, 800, 800, ResizeFit.Fit));
    }

    [Fact]
    public void A_filled_box_is_always_covered()
    {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var (width, height, box) = (random.Next(1, 3000), random.Next(1, 3000), random.Next(1, 600));
            var placement = Placement.Of(width, height, box, box, ResizeFit.Fill, mayGrow: true);
            Assert.True(
                placement.Width == box && placement.Height == box && placement.ScaledWidth >= box && placement.ScaledHeight >= box,
                $"{width} x {height} into {box}: {placement}");
        }
    }
}
