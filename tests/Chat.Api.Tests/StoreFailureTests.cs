using System.IO.Pipelines;

namespace Chat.Api.Tests;

/// <summary>Which exceptions mean that a store is away: a client may try again, and a background service goes on.</summary>
public sealed class StoreFailureTests
{
    [Fact]
    public void A_command_of_a_connection_that_was_torn_while_it_read_failed_because_Redis_is_away()
    {
        var pipe = new Pipe();
        pipe.Reader.Complete();

        // What StackExchange.Redis ends such a command with.
        var torn = Assert.Throws<InvalidOperationException>(() => pipe.Reader.AdvanceTo(default));

        Assert.True(StoreFailures.IsAway(torn));
        Assert.True(StoreFailures.IsAway(new IOException("Connection reset by peer")));
    }

    [Fact]
    public void A_defect_is_not_taken_for_a_store_that_is_away() =>
        Assert.False(StoreFailures.IsAway(Assert.Throws<InvalidOperationException>(() => Array.Empty<int>().First())));
}
