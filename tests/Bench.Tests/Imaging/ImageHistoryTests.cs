using Bench.Imaging;

namespace Bench.Tests.Imaging;

/// <summary>A queue whose figures are known: two slots, 2 seconds an image.</summary>
public class ImageHistoryTests
{
    private static readonly DateTime Zero = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // Ten images come within a second; a pair begins every 2 s from second 1 on.
    private static readonly ImageHistory History = new(
    [
        .. Enumerable.Range(0, 10).Select(index => Image(queued: index * 0.1, started: 1 + (index / 2 * 2), seconds: 2)),
    ]);

    [Fact]
    public void Concurrency_is_the_most_images_in_work_at_one_moment() => Assert.Equal(2, History.ConcurrencyMax);

    [Fact]
    public void Throughput_counts_images_that_were_begun_or_ended_outside_of_the_stretch_by_their_share()
    {
        // Seconds 2 to 6 of two slots: half of the first pair, all of the second, half of the third.
        Assert.Equal(4, History.WorkedWithin(Zero.AddSeconds(2), Zero.AddSeconds(6)), 9);
        Assert.Equal(1, History.PerSecond(Zero.AddSeconds(2), Zero.AddSeconds(6)), 9);
        Assert.Equal(0, History.WorkedWithin(Zero.AddSeconds(20), Zero.AddSeconds(21)));
    }

    [Fact]
    public void The_wait_of_a_queued_image_is_the_slope_of_the_queue()
    {
        // All come at nearly the same moment, one slot, 3 s an image: each image ahead adds 3 s.
        var queue = new ImageHistory([.. Enumerable.Range(0, 8).Select(index => Image(queued: index * 0.001, started: 1 + (index * 3), seconds: 3))]);

        Assert.Equal(3, queue.WaitSecondsPerQueuedImage()!.Value, 0.01);
    }

    [Fact]
    public void Images_that_never_wait_have_no_slope()
    {
        var idle = new ImageHistory([.. Enumerable.Range(0, 8).Select(index => Image(queued: index * 10, started: index * 10, seconds: 3))]);

        Assert.Null(idle.WaitSecondsPerQueuedImage());
    }

    private static ImageTimes Image(double queued, double started, double seconds) =>
        new(Zero.AddSeconds(queued), Zero.AddSeconds(started), Zero.AddSeconds(started + seconds), Succeeded: true, Attempts: 1, PipelineSeconds: seconds / 2);
}
