using ServiceDefaults.LiveFigures;

namespace Chat.Api;

/// <summary>What a node tells of itself every second.</summary>
internal static class ChatFigures
{
    private static readonly InstrumentSource Append = new(ChatMetrics.Name, "chat.append.duration");
    private static readonly InstrumentSource Connections = new("Npgsql", "db.client.connection.count");

    public static void Choose(FigureSet figures) => figures
        .Level("connections", "connections", new(ChatMetrics.Name, "chat.connections"))
        .Level("rooms", "rooms", new(ChatMetrics.Name, "chat.rooms"))
        .Level("persisterBacklog", "entries", new(ChatMetrics.Name, "chat.persister.backlog"))
        .Frequency("messagesPerSecond", "msg/s", Append.Only("chat.outcome", "ok"))
        .Rate("deliveriesPerSecond", "msg/s", new(ChatMetrics.Name, "chat.delivered"))
        .Durations("append", Append)
        .Durations("delivery", new(ChatMetrics.Name, "chat.delivery.lag"))
        .Frequency("databaseOperationsPerSecond", "ops/s", new("Npgsql", "db.client.operation.duration"))
        .Level("databaseConnections", "connections", Connections)
        .Level("databaseConnectionsInUse", "connections", Connections.Only("db.client.connection.state", "used"))
        .Level("databaseConnectionsMax", "connections", new("Npgsql", "db.client.connection.max"));
}
