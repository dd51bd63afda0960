using System.Collections.Frozen;

namespace Chat.Api.Moderation;

/// <summary>What is restricted in a room at the moment.</summary>
/// <param name="IsArchived">Nothing more is said in it.</param>
/// <param name="SlowMode">Least time between two messages of a member; zero for none.</param>
/// <param name="Mutes">Until when whom.</param>
internal sealed record RoomLimits(bool IsArchived, TimeSpan SlowMode, FrozenDictionary<string, DateTimeOffset> Mutes)
{
    /// <summary>Of nearly every room: one for all.</summary>
    public static RoomLimits None { get; } = new(IsArchived: false, TimeSpan.Zero, FrozenDictionary<string, DateTimeOffset>.Empty);
}
