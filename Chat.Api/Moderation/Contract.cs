using System.Text.Json;
using Chat.Api.Rooms;

namespace Chat.Api.Moderation;

/// <param name="Until">When it ends by itself; null: until it is taken back.</param>
/// <param name="Reason">For people, at most 500 characters.</param>
internal sealed record RestrictionRequest(DateTimeOffset? Until, string? Reason);

/// <param name="Seconds">Between two messages of a member: 0 (off) to 21,600.</param>
internal sealed record SlowModeRequest(int? Seconds);

/// <summary>A mute or a ban that holds.</summary>
internal sealed record Restriction(string User, DateTime? Until, string? Reason, string SetBy, DateTime SetAt);

/// <summary>An act of an owner, a moderator or an administrator.</summary>
/// <param name="Id">Rises with time.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Act">One of <see cref="Acts"/>.</param>
/// <param name="Subject">The user, message, invitation or endpoint that it is about; null for the room.</param>
/// <param name="Details">What was set.</param>
/// <param name="At">UTC.</param>
internal sealed record AuditLine(long Id, string Actor, string Act, string? Subject, JsonElement? Details, DateTime At);

/// <summary>The two kinds of restriction of a user, which are kept alike.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Set">The act that sets it.</param>
/// <param name="Lifted">The act that takes it back.</param>
internal sealed record RestrictionTable(string Name, string Set, string Lifted)
{
    public static RestrictionTable Mutes { get; } = new("mutes", Acts.Muted, Acts.Unmuted);

    public static RestrictionTable Bans { get; } = new("bans", Acts.Banned, Acts.Unbanned);
}
