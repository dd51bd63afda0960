namespace Chat.Api.Rooms;

/// <summary>A room as its members see it.</summary>
/// <param name="Id">Lower-case letters, digits, dots, dashes and underscores.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind"><c>public</c>, <c>private</c> or <c>direct</c>.</param>
/// <param name="Role">The asking user's: <c>owner</c>, <c>moderator</c> or <c>member</c>; null for somebody who is no member.</param>
/// <param name="ArchivedAt">Since when nothing more is said in it, or null.</param>
/// <param name="SlowMode">Seconds between two messages of a member, 0 for none.</param>
/// <param name="RetentionDays">After how many days entries are deleted; null for never.</param>
internal sealed record Room(
    string Id, string Name, string Kind, string? Role,
    DateTime? ArchivedAt = null, int SlowMode = 0, int? RetentionDays = null);

/// <summary>Who belongs to a room.</summary>
/// <param name="User">Id of the user.</param>
/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
/// <param name="JoinedAt">UTC.</param>
internal sealed record RoomMember(string User, string Role, DateTime JoinedAt);

/// <summary>A part of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">What to give as <c>after</c> or <c>before</c> for the next part; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <param name="items">One more than <paramref name="limit"/> where there is another part.</param>
    /// <param name="limit">Most items of a part.</param>
    /// <param name="cursor">What the next part begins after.</param>
    public static Page<T> Of(List<T> items, int limit, Func<T, string> cursor) =>
        items.Count > limit ? new(items[..limit], cursor(items[limit - 1])) : new(items, null);
}

/// <param name="Id">Null: the server makes one.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Kind"><c>public</c>, <c>private</c> or <c>direct</c>.</param>
/// <param name="With">Of a direct room: the other user.</param>
internal sealed record RoomRequest(string? Id, string? Name, string? Kind, string? With);

/// <param name="Name">Null: stays.</param>
/// <param name="Archived">Null: stays.</param>
internal sealed record RoomPatch(string? Name, bool? Archived);

/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
internal sealed record MemberRequest(string? Role);

/// <summary>What a user may do in a room.</summary>
/// <param name="Kind">Of the room.</param>
/// <param name="Role">Null for somebody who is not a member.</param>
/// <param name="IsBanned">May neither read nor join.</param>
internal sealed record Access(string Kind, string? Role, bool IsBanned = false)
{
    public bool MayRead => Role is not null || (Kind == RoomKinds.Public && !IsBanned);

    public bool Moderates => Role is RoomRoles.Owner or RoomRoles.Moderator;
}

internal static class RoomKinds
{
    public const string Public = "public";
    public const string Private = "private";
    public const string Direct = "direct";
}

internal static class RoomRoles
{
    public const string Owner = "owner";
    public const string Moderator = "moderator";
    public const string Member = "member";
}
