using Chat.Api.Tests.Nodes;
using ServiceDefaults.LiveFigures;
using Support;

namespace Chat.Api.Tests;

/// <summary>What a node tells of itself every second, over its real stores.</summary>
public sealed class FigureTests(ChatNodes shared)
{
    [Fact]
    public async Task A_node_tells_its_connections_its_messages_and_how_late_they_were_delivered()
    {
        await using var node = await ChatNode.StartAsync(shared.RedisConnection, shared.Chatdb, "--OTEL_SERVICE_NAME=figures");
        await using var store = new LiveFigureStore(shared.RedisConnection, TimeProvider.System);
        await using var ann = await TestClient.ConnectAsync(node, "ann");
        await ann.JoinAsync("lobby");

        await ann.SendAsync("lobby", "to be counted");
        var seen = await Eventually.BecomesAsync(
            "the message and its storing to be measured",
            async () => (await store.ReadAsync()).Single(instance => instance.Instance.StartsWith("figures-", StringComparison.Ordinal)).Figures,
            figures => figures["messagesPerSecond"].Value > 0 && figures["deliveriesPerSecond"].Value > 0 && figures["databaseOperationsPerSecond"].Value > 0
                // How late it was is noted after it was counted: a reading may come between the two.
                && figures.ContainsKey("deliveryMsP99"));

        Assert.Equal((1, 1), (seen["connections"].Value, seen["rooms"].Value));
        Assert.InRange(seen["appendMsP99"].Value, 0.01, 5_000);
        Assert.InRange(seen["deliveryMsP99"].Value, 0.001, 5_000);
        // Other nodes of this process share the library's instruments, so there are at least this node's.
        Assert.InRange(seen["databaseConnections"].Value, 1, seen["databaseConnectionsMax"].Value);
        Assert.InRange(seen["databaseConnectionsInUse"].Value, 0, seen["databaseConnections"].Value);
    }
}
