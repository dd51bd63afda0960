using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Chat.Api.Rooms;

/// <summary>A room whose row is held while the caller changes something about it.</summary>
/// <param name="Connection">With the open transaction.</param>
/// <param name="Room">Id of the room.</param>
/// <param name="Kind"><c>public</c>, <c>private</c> or <c>direct</c>.</param>
/// <param name="Caller">Who acts.</param>
/// <param name="Role">The caller's in the room; null for none.</param>
internal sealed record RoomAct(NpgsqlConnection Connection, string Room, string Kind, Caller Caller, string? Role)
{
    private readonly List<string> concerned = [];

    /// <summary>Users whose standing changes, "" for the room itself: nodes are told after the commit.</summary>
    public IReadOnlyList<string> Concerned => concerned;

    public bool Owns => Caller.IsAdmin || Role == RoomRoles.Owner;

    public bool Moderates => Owns || Caller.IsModerator || Role == RoomRoles.Moderator;

    /// <exception cref="RefusedException"><c>not-allowed</c>.</exception>
    public void RequireOwner()
    {
        if (!Owns)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only owners of the room may do this.");
        }
    }

    /// <exception cref="RefusedException"><c>not-allowed</c>.</exception>
    public void RequireModerator()
    {
        if (!Moderates)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAllowed, "Only owners and moderators of the room may do this.");
        }
    }

    /// <summary>The role of the user that is acted upon; only owners act upon owners and moderators.</summary>
    /// <exception cref="RefusedException"><c>not-allowed</c>.</exception>
    public async Task<string?> RequirePowerOverAsync(string user)
    {
        RequireModerator();
        var role = await RoleOfAsync(user);
        return Owns || role is null or RoomRoles.Member ? role : throw RefusedException.Forbidden(
            ErrorCodes.NotAllowed, "Only owners act upon owners and moderators.");
    }

    /// <exception cref="RefusedException"><c>last-owner</c>: nobody could give the role again.</exception>
    public async Task RequireAnotherOwnerAsync(string user)
    {
        if (await ScalarAsync("SELECT count(*) FROM members WHERE room = $1 AND role = 'owner' AND user_id <> $2", Room, user) is 0L)
        {
            throw RefusedException.Conflict(ErrorCodes.LastOwner, "The room's last owner stays; make another member an owner first.");
        }
    }

    /// <exception cref="RefusedException"><c>banned</c>.</exception>
    public async Task RequireNotBannedAsync(string user)
    {
        if (await ScalarAsync(
            "SELECT EXISTS (SELECT FROM bans WHERE room = $1 AND user_id = $2 AND (until IS NULL OR until > now()))", Room, user) is true)
        {
            throw RefusedException.Forbidden(ErrorCodes.Banned, "The user is banned from this room.");
        }
    }

    public async Task<string?> RoleOfAsync(string user) =>
        (string?)await ScalarAsync("SELECT role FROM members WHERE room = $1 AND user_id = $2", Room, user);

    /// <summary>Runs one statement and answers how many rows it changed. Parameters stand as <c>$1</c>, <c>$2</c> and so on.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<object?> ScalarAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Writes the act into the audit.</summary>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    /// <param name="subject">The user, message, invitation or endpoint that it is about; null for the room.</param>
    /// <param name="details">Object that says what was set, or null.</param>
    public async Task RecordAsync(string act, string? subject, object? details = null)
    {
        await using var command = Command(
            "INSERT INTO audit (room, actor, act, subject, details) VALUES ($1, $2, $3, $4, $5)", Room, Caller.User, act, subject);
        command.Parameters.Add(new()
        {
            Value = details is null ? DBNull.Value : JsonSerializer.Serialize(details, JsonSerializerOptions.Web),
            NpgsqlDbType = NpgsqlDbType.Jsonb,
        });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All nodes must hear of the user's new standing, or of the room's where <paramref name="user"/> is "".</summary>
    public void Concerns(string user) => concerned.Add(user);

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlCommand(sql, Connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
