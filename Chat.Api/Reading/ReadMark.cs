using System.Globalization;
using MessagePack;
using StackExchange.Redis;

namespace Chat.Api.Reading;

/// <summary>How far a user has read a room.</summary>
/// <param name="Ordinal">Messages that the room had then: unread = the room's ordinal - this one.</param>
/// <param name="Sequence">Of the last entry that was read.</param>
internal readonly record struct ReadMark(long Ordinal, long Sequence)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ordinal} {Sequence}");

    public static ReadMark Parse(RedisValue text)
    {
        var parts = text.ToString().Split(' ');
        return new(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Marks only move forward: of two, the further one is right.</summary>
    public static ReadMark Later(ReadMark one, ReadMark other) => one.Sequence >= other.Sequence ? one : other;
}

/// <summary>A reader's mark with its owner.</summary>
internal sealed record OwnedMark(string Room, string User, ReadMark Mark);

/// <summary>How far a member has read, as the others may know.</summary>
/// <param name="User">Id of the user.</param>
/// <param name="Sequence">The last entry that was read.</param>
[MessagePackObject]
public sealed record Reader([property: Key("user")] string User, [property: Key("sequence")] long Sequence);

/// <summary>What a user has not read of a room.</summary>
/// <param name="Room">Id of the room.</param>
/// <param name="Unread">Messages after the user's mark; one that was deleted meanwhile still counts.</param>
/// <param name="LastSequence">Of the room's last entry.</param>
/// <param name="ReadSequence">Of the user's mark; 0 for none.</param>
/// <param name="Mentions">Stored messages after the user's mark that mention the user and were not deleted.</param>
public sealed record UnreadRoom(string Room, long Unread, long LastSequence, long ReadSequence, long Mentions = 0);
