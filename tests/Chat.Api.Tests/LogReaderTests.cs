using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests;

/// <summary>What is read of a room belongs to the time that was asked about.</summary>
public sealed class LogReaderTests(ChatNodes shared)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entries_of_an_epoch_that_began_since_refuse_the_reading(bool newest)
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await ann.SendAsync("lobby", "before");
        await Eventually.BecomesAsync("the first to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 1);
        await stores.RedisServer.EmptyAsync();
        Assert.Equal((2, 2), Place(await ann.SendAsync("lobby", "after")));
        await Eventually.BecomesAsync("the second to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), stored => stored.Count == 2);
        var reader = stores.Nodes[0].Services.GetRequiredService<LogReader>();

        // A client that is at 0 or new, at a node that has delivered up to 2 of the first epoch: its second entry is not this one.
        Task<List<LogEntry>> ReadAsync(long epoch, long upper) =>
            reader.ReadAsync(new("lobby", 0, upper, Limit: 100, newest, epoch), TestContext.Current.CancellationToken);

        Assert.Equal("before", Assert.Single(await ReadAsync(epoch: 1, upper: 2)).Text);
        Assert.Equal(ErrorCodes.Unavailable, (await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(epoch: 1, upper: 3))).Code);
        Assert.Equal(["before", "after"], (await ReadAsync(epoch: 2, upper: 3)).Select(entry => entry.Text));
    }

    private static (long Epoch, long Sequence) Place(SendReceipt receipt) => (receipt.Epoch, receipt.Sequence);
}
