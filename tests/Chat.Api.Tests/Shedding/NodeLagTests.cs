using Chat.Api.Shedding;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Api.Tests.Shedding;

public sealed class NodeLagTests
{
    [Fact]
    public void It_is_the_longest_of_what_a_message_waits_for_and_begins_anew_at_each_look()
    {
        var time = new FakeTimeProvider();
        var queued = new Queue<IThreadPoolWorkItem>();
        var lag = new NodeLag(time, queued.Enqueue);
        Assert.Equal(TimeSpan.Zero, lag.Take());

        // The first look has sent a sample to the pool, where it waits.
        time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Equal(TimeSpan.FromMilliseconds(30), lag.Take());
        queued.Dequeue().Execute();

        lag.Appended(TimeSpan.FromMilliseconds(20));
        lag.Appended(TimeSpan.FromMilliseconds(60));
        lag.Heard(TimeSpan.FromMilliseconds(35));
        Assert.Equal(TimeSpan.FromMilliseconds(40), lag.Take());

        lag.Heard(TimeSpan.FromMilliseconds(70));
        lag.Heard(TimeSpan.FromMilliseconds(50));
        queued.Dequeue().Execute();
        Assert.Equal(TimeSpan.FromMilliseconds(70), lag.Take());
        queued.Dequeue().Execute();
        Assert.Equal(TimeSpan.Zero, lag.Take());
    }
}
