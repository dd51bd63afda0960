using Chat.Api.Messages;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Chat.Api.Tests;

/// <summary>What is read of a room belongs to the time that was asked about.</summary>
public sealed class LogReaderTests(ChatNodes shared)
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Entries_of_an_epoch_that_began_since_refuse_the_reading(bool newest, bool isShared)
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
            reader.ReadAsync(new("lobby", 0, upper, Limit: 100, newest, epoch, isShared), TestContext.Current.CancellationToken);

        Assert.Equal("before", Assert.Single(await ReadAsync(epoch: 1, upper: 2)).Text);
        Assert.Equal(["before", "after"], (await ReadAsync(epoch: 2, upper: 3)).Select(entry => entry.Text));
        Assert.Equal(ErrorCodes.Unavailable, (await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(epoch: 1, upper: 3))).Code);
    }

    [Fact]
    public async Task What_many_read_of_the_newest_is_read_again_for_those_who_need_more()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 1, shared.Postgres);
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        var stored = stores.Nodes[0].Services.GetRequiredService<StoredLog>();

        async Task<IEnumerable<string?>> SendAndReadAsync(string text, int count)
        {
            await ann.SendAsync("lobby", text);
            await Eventually.BecomesAsync("it to be stored", () => stores.Nodes[0].TryReadStoredAsync("lobby"), entries => entries.Count == count);
            return (await stored.ReadAsync(new("lobby", 0, Upper: 3, Limit: 100, Newest: true, IsShared: true)))?.Select(entry => entry.Text) ?? [];
        }

        Assert.Equal(["first"], await SendAndReadAsync("first", count: 1));
        Assert.Equal(["first", "second"], await SendAndReadAsync("second", count: 2));
    }

    private static (long Epoch, long Sequence) Place(SendReceipt receipt) => (receipt.Epoch, receipt.Sequence);
}
