using Chat.Api.Delivery;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Api.Tests;

/// <summary>A pool that is busy is told from a Redis that is silent.</summary>
public sealed class PoolDelayTests
{
    [Fact]
    public void It_rises_while_the_sample_waits_for_a_thread_and_falls_with_the_next_that_does_not()
    {
        var time = new FakeTimeProvider();
        var queued = new Queue<IThreadPoolWorkItem>();
        var delay = new PoolDelay(time, queued.Enqueue);
        Assert.Equal(TimeSpan.Zero, delay.Present);

        delay.Sample();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), delay.Present);
        // One is under way: another would say nothing more.
        delay.Sample();
        queued.Dequeue().Execute();
        Assert.Empty(queued);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(2), delay.Present);

        delay.Sample();
        queued.Dequeue().Execute();
        Assert.Equal(TimeSpan.Zero, delay.Present);
    }
}
