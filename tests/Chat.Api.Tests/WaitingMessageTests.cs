using Chat.Api.Tests.Nodes;

namespace Chat.Api.Tests;

/// <summary>A message that has left the recent window before PostgreSQL had it is still a message.</summary>
public sealed class WaitingMessageTests
{
    [Fact]
    public async Task A_message_beyond_the_recent_window_is_changed_while_PostgreSQL_does_not_have_it_yet()
    {
        await using var stores = await OwnStores.StartAsync(nodes: 0, shared: null);
        stores.Nodes.Add(await ChatNode.StartAsync(
            stores.RedisServer.ConnectionString, stores.Chatdb, "--Chat:QueueMessages=10000", "--Chat:QueueBytes=16777216"));
        await using var ann = await TestClient.ConnectAsync(stores.Nodes[0], "ann");
        await ann.JoinAsync("lobby");
        await stores.Postgres.KillAsync();
        var first = await ann.SendAsync("lobby", "first");
        // More than the window holds, and more than one page of the stream.
        for (var i = 0; i < 11; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ann.SendAsync("lobby", "later")));
        }

        Assert.Equal(1_102, (await ann.EditAsync("lobby", first.Id, "edited")).Sequence);
        Assert.Equal(ErrorCodes.Unavailable, await TestClient.CodeOfAsync(() => ann.EditAsync("lobby", Guid.NewGuid(), "who knows")));
    }
}
