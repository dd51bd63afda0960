using System.Text.RegularExpressions;

namespace Chat.Api.Rooms;

/// <summary>How rooms may be called.</summary>
internal static partial class RoomRules
{
    private const int NameLengthMax = 100;
    private const int UserLengthMax = 256;

    /// <summary>Words that stand for something else under <c>/rooms/</c>.</summary>
    private static readonly string[] Reserved = ["search", "unread", "revocations", "public", "mentions", "invitations"];

    public static string Id(string? id)
    {
        if (id is null)
        {
            return Guid.CreateVersion7().ToString("N");
        }

        if (!Pattern().IsMatch(id))
        {
            throw RefusedException.BadRequest(
                ErrorCodes.RoomIdInvalid, "A room's id is 1 to 64 lower-case letters, digits, dots, dashes and underscores, a letter or digit first.");
        }

        return !Reserved.Contains(id) ? id : throw RefusedException.BadRequest(
            ErrorCodes.RoomIdReserved, $"The id '{id}' is reserved, as are: {string.Join(", ", Reserved)}.");
    }

    public static string Name(string? name) => IsText(name, NameLengthMax) ? name!.Trim() : throw RefusedException.BadRequest(
        ErrorCodes.RoomNameInvalid, $"A room's name is 1 to {NameLengthMax} characters.");

    public static string Kind(string? kind) => kind is RoomKinds.Public or RoomKinds.Private or RoomKinds.Direct
        ? kind
        : throw RefusedException.BadRequest(ErrorCodes.RoomKindInvalid, "A room is public, private or direct.");

    public static string Role(string? role) => role is RoomRoles.Owner or RoomRoles.Moderator or RoomRoles.Member
        ? role
        : throw RefusedException.BadRequest(ErrorCodes.RoleInvalid, "A role is owner, moderator or member.");

    public static string User(string user) => IsText(user, UserLengthMax) ? user : throw RefusedException.BadRequest(
        ErrorCodes.UserInvalid, $"The id of a user is 1 to {UserLengthMax} characters.");

    /// <summary>How many items of a list are asked for.</summary>
    public static int Limit(int? limit, int limitDefault = 50, int limitMax = 200) => limit switch
    {
        null => limitDefault,
        >= 1 when limit <= limitMax => limit.Value,
        _ => throw RefusedException.BadRequest(ErrorCodes.RangeInvalid, $"The limit is 1 to {limitMax}."),
    };

    /// <summary>Where a part of a list begins: what an earlier part gave as <c>next</c>, or null.</summary>
    public static string? Cursor(string? cursor) => cursor is null || IsText(cursor, UserLengthMax) ? cursor : throw RefusedException.BadRequest(
        ErrorCodes.CursorInvalid, "Give the 'next' of an earlier part of the list.");

    public static Guid? IdCursor(string? cursor) => cursor is null ? null : Guid.TryParse(cursor, out var id) ? id : throw RefusedException.BadRequest(
        ErrorCodes.CursorInvalid, "Give the 'next' of an earlier part of the list.");

    public static long? NumberCursor(string? cursor) =>
        cursor is null ? null
            : long.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
            : throw RefusedException.BadRequest(ErrorCodes.CursorInvalid, "Give the 'next' of an earlier part of the list.");

    /// <summary>False also for what can be no room, so that no such word reaches a Redis key.</summary>
    public static bool IsId(string? id) => id is not null && Pattern().IsMatch(id);

    private static bool IsText(string? text, int lengthMax) => !string.IsNullOrWhiteSpace(text) && text.Length <= lengthMax
        && !text.Any(char.IsControl) && !text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Pattern();
}
