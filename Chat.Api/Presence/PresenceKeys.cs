using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>
/// Redis keys of presence. Those of a room lie in its partition's hash slot, those of nodes anywhere: no script takes both.
/// </summary>
internal static class PresenceKeys
{
    /// <summary>Nodes that may have entries in rooms, alive or not yet buried.</summary>
    public static readonly RedisKey Nodes = "chat:presence";

    /// <summary>There while the node lives.</summary>
    public static RedisKey Alive(string node) => $"chat:node:{node}";

    /// <summary>Held by the node that buries a dead one.</summary>
    public static RedisKey Burial(string node) => $"chat:node:{node}:burial";

    /// <summary>Hash: user, and on how many nodes.</summary>
    public static RedisKey Here(RoomKeys room) => $"{room.Prefix}here:{room.Room}";

    /// <summary>Set: users of the room on one node.</summary>
    public static RedisKey HereOn(RoomKeys room, string node) => $"{room.Prefix}here:{room.Room}:{node}";

    /// <summary>Set: rooms of the partition in which the node has users.</summary>
    public static RedisKey RoomsOf(string prefix, string node) => $"{prefix}node:{node}";

    /// <summary>What the scripts that change a room take, in their order.</summary>
    public static RedisKey[] Change(RoomKeys room, string node) =>
        [Here(room), HereOn(room, node), RoomsOf(room.Prefix, node), room.Channel];
}
