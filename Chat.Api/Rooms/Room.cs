namespace Chat.Api.Rooms;

/// <summary>A room as its members see it.</summary>
/// <param name="Id">Lower-case letters, digits, dots, dashes and underscores.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind"><c>public</c>, <c>private</c> or <c>direct</c>.</param>
/// <param name="Role">The asking user's: <c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
internal sealed record Room(string Id, string Name, string Kind, string Role);

/// <param name="Id">Null: the server makes one.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Kind"><c>public</c>, <c>private</c> or <c>direct</c>.</param>
internal sealed record RoomRequest(string? Id, string? Name, string? Kind);

/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
internal sealed record MemberRequest(string? Role);

/// <summary>What a user may do in a room.</summary>
/// <param name="Kind">Of the room.</param>
/// <param name="Role">Null for somebody who is not a member.</param>
internal sealed record Access(string Kind, string? Role)
{
    public bool MayRead => Role is not null || Kind == RoomKinds.Public;

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
