using Chat.Api.Storage;
using StackExchange.Redis;

namespace Chat.Api.Reading;

/// <summary>Redis keys of read marks, in the hash slot of the room's partition.</summary>
internal static class ReadKeys
{
    /// <summary>How long the marks of a room lie in Redis after the last of them moved: 30 days. PostgreSQL keeps them for good.</summary>
    public const long KeptMs = 30L * 24 * 60 * 60 * 1_000;

    /// <summary>Hash: user, and "ordinal sequence".</summary>
    public static RedisKey Of(RoomKeys room) => $"{room.Prefix}read:{room.Room}";

    /// <summary>Hash: "room user", and the mark that PostgreSQL does not have yet.</summary>
    public static RedisKey Unwritten(string prefix) => $"{prefix}read-unwritten";
}
