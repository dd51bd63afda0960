using Chat.Api.Reading;
using Chat.Api.Rooms;
using Npgsql;

namespace Chat.Api.Invitations;

/// <summary>Links by which users join a room that they could not join otherwise.</summary>
internal sealed class Inviting(RoomActs acts, RoomChanges changes, ReadMarks marks, NpgsqlDataSource database, TimeProvider time)
{
    private const int ExpiresInMinutesMax = 90 * 24 * 60;
    private const int ExpiresInMinutesDefault = 7 * 24 * 60;
    private const int UsesMax = 100_000;

    /// <summary>Most invitations of a room that can be used at the same time.</summary>
    private const int OpenMax = 100;

    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>invitation-invalid</c>, <c>too-many-invitations</c>, <c>room-full</c>.</exception>
    public Task<NewInvitation> CreateAsync(string room, InvitationRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var minutes = request.ExpiresInMinutes ?? ExpiresInMinutesDefault;
        if (minutes is < 1 or > ExpiresInMinutesMax || request.MaxUses is < 1 or > UsesMax)
        {
            throw RefusedException.BadRequest(
                ErrorCodes.InvitationInvalid, $"An invitation lasts 1 to {ExpiresInMinutesMax} minutes and has 1 to {UsesMax} uses, or any number (null).");
        }

        return acts.ActAsync(room, caller, act => CreateAsync(act, minutes, request.MaxUses), cancellationToken);
    }

    /// <summary>From now on nobody joins by it; nothing where it is revoked already.</summary>
    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>invitation-not-found</c>.</exception>
    public Task RevokeAsync(string room, Guid id, Caller caller, CancellationToken cancellationToken) => acts.ActAsync(
        room,
        caller,
        async act =>
        {
            act.RequireModerator();
            if (await act.ScalarAsync("SELECT revoked_at IS NULL FROM invitations WHERE room = $1 AND id = $2", act.Room, id) is not bool open)
            {
                throw NotFound();
            }

            if (open)
            {
                await act.ExecuteAsync("UPDATE invitations SET revoked_at = $2 WHERE id = $1", id, time.GetUtcNow());
                await act.RecordAsync(Acts.InvitationRevoked, id.ToString());
            }
        },
        cancellationToken);

    /// <summary>Makes the user a member and answers the room; whoever is one already uses nothing up.</summary>
    /// <exception cref="RefusedException">
    /// <c>invitation-not-found</c>, <c>invitation-revoked</c>, <c>invitation-expired</c>, <c>invitation-used-up</c>, <c>banned</c>.
    /// </exception>
    public async Task<string> RedeemAsync(string? token, string user, CancellationToken cancellationToken)
    {
        var hash = InvitationToken.Hash(token) ?? throw NotFound();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var room = await LockRoomAsync(connection, hash, cancellationToken) ?? throw NotFound();
        var isFirst = await IsFirstAsync(connection, room, user, cancellationToken);
        if (!await JoinAsync(connection, room, hash, user, cancellationToken))
        {
            return room;
        }

        await transaction.CommitAsync(CancellationToken.None);
        await changes.TellAsync(room, user);
        if (isFirst)
        {
            await marks.BeginAsync(room, user);
        }

        return room;
    }

    private async Task<NewInvitation> CreateAsync(RoomAct act, int minutes, int? usesMax)
    {
        act.RequireModerator();
        if (act.Kind == RoomKinds.Direct)
        {
            throw RefusedException.Conflict(ErrorCodes.RoomFull, "A direct room has two members.");
        }

        var now = time.GetUtcNow();
        await act.ExecuteAsync("DELETE FROM invitations WHERE room = $1 AND expires_at < $2", act.Room, now.AddDays(-30));
        if (await act.ScalarAsync(
            "SELECT count(*) FROM invitations WHERE room = $1 AND revoked_at IS NULL AND expires_at > $2 AND uses < coalesce(uses_max, uses + 1)",
            act.Room, now) is >= (long)OpenMax)
        {
            throw RefusedException.Conflict(ErrorCodes.TooManyInvitations, $"A room has at most {OpenMax} open invitations; revoke one first.");
        }

        var invitation = new NewInvitation(Guid.CreateVersion7(now), InvitationToken.Create(), now.AddMinutes(minutes).UtcDateTime, usesMax);
        await act.ExecuteAsync(
            "INSERT INTO invitations (id, room, token_hash, created_by, created_at, expires_at, uses_max) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            invitation.Id, act.Room, InvitationToken.Hash(invitation.Token), act.Caller.User, now, invitation.ExpiresAt, usesMax);
        await act.RecordAsync(Acts.InvitationCreated, invitation.Id.ToString(), new { invitation.ExpiresAt, invitation.MaxUses });
        return invitation;
    }

    /// <summary>The room first, as every act takes it: whoever bans or revokes meanwhile comes before or after all of this.</summary>
    private static async Task<string?> LockRoomAsync(NpgsqlConnection connection, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id FROM rooms WHERE id = (SELECT room FROM invitations WHERE token_hash = $1) FOR UPDATE", connection)
        {
            Parameters = { new() { Value = hash } },
        };
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<bool> IsFirstAsync(NpgsqlConnection connection, string room, string user, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadMarkStore.HasNone, connection)
        {
            Parameters = { new() { Value = room }, new() { Value = user } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>False where the user is a member already.</summary>
    private async Task<bool> JoinAsync(NpgsqlConnection connection, string room, byte[] hash, string user, CancellationToken cancellationToken)
    {
        await RequireOpenAsync(connection, room, hash, user, cancellationToken);
        await using var join = new NpgsqlCommand(
            "INSERT INTO members (room, user_id, role) VALUES ($1, $2, 'member') ON CONFLICT DO NOTHING", connection)
        {
            Parameters = { new() { Value = room }, new() { Value = user } },
        };
        var joined = await join.ExecuteNonQueryAsync(cancellationToken) == 1;
        if (joined)
        {
            await using var use = new NpgsqlCommand("UPDATE invitations SET uses = uses + 1 WHERE token_hash = $1", connection)
            {
                Parameters = { new() { Value = hash } },
            };
            await use.ExecuteNonQueryAsync(cancellationToken);
        }

        return joined;
    }

    private async Task RequireOpenAsync(NpgsqlConnection connection, string room, byte[] hash, string user, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT expires_at, revoked_at IS NOT NULL, uses >= coalesce(uses_max, uses + 1),
                EXISTS (SELECT FROM bans WHERE room = $2 AND user_id = $3 AND (until IS NULL OR until > now())),
                EXISTS (SELECT FROM members WHERE room = $2 AND user_id = $3)
            FROM invitations WHERE token_hash = $1
            """,
            connection)
        {
            Parameters = { new() { Value = hash }, new() { Value = room }, new() { Value = user } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw NotFound();
        }

        if (reader.GetBoolean(3))
        {
            throw RefusedException.Forbidden(ErrorCodes.Banned, "You are banned from this room.");
        }

        if (reader.GetBoolean(1))
        {
            throw Gone(ErrorCodes.InvitationRevoked, "The invitation was revoked.");
        }

        if (reader.GetFieldValue<DateTimeOffset>(0) <= time.GetUtcNow())
        {
            throw Gone(ErrorCodes.InvitationExpired, "The invitation has expired.");
        }

        // Whoever is in already may follow the link again.
        if (reader.GetBoolean(2) && !reader.GetBoolean(4))
        {
            throw Gone(ErrorCodes.InvitationUsedUp, "As many users as were invited have joined.");
        }
    }

    private static RefusedException Gone(string code, string sentence) => new(code, StatusCodes.Status410Gone, sentence);

    private static RefusedException NotFound() => RefusedException.NotFound(ErrorCodes.InvitationNotFound, "There is no such invitation.");
}
