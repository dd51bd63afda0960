using Chat.Api.Rooms;

namespace Chat.Api.Moderation;

/// <summary>What owners and moderators do to members and to the pace of a room.</summary>
internal sealed class Moderating(RoomActs acts, TimeProvider time)
{
    public const int SlowModeMax = 21_600;
    private const int ReasonLengthMax = 500;
    private static readonly TimeSpan UntilMax = TimeSpan.FromDays(3_650);

    /// <summary>The user may read, but say nothing.</summary>
    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>not-a-member</c>, <c>until-invalid</c>, <c>reason-invalid</c>, <c>too-many-mutes</c>.</exception>
    public Task MuteAsync(string room, string user, RestrictionRequest request, Caller caller, CancellationToken cancellationToken) =>
        ActUponAsync(room, user, caller, act => MuteAsync(act, user, request), cancellationToken);

    /// <summary>The user is out, and comes back by no way before the end of the ban.</summary>
    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>until-invalid</c>, <c>reason-invalid</c>, <c>last-owner</c>.</exception>
    public Task BanAsync(string room, string user, RestrictionRequest request, Caller caller, CancellationToken cancellationToken) =>
        ActUponAsync(room, user, caller, act => BanAsync(act, user, request), cancellationToken);

    /// <summary>Takes a mute or a ban back; nothing where there is none.</summary>
    public Task LiftAsync(RestrictionTable table, string room, string user, Caller caller, CancellationToken cancellationToken) =>
        acts.ActAsync(
            room,
            caller,
            async act =>
            {
                await act.RequirePowerOverAsync(user);
                if (await act.ExecuteAsync($"DELETE FROM {table.Name} WHERE room = $1 AND user_id = $2", act.Room, user) > 0)
                {
                    await act.RecordAsync(table.Lifted, user);
                    act.Concerns(user);
                }
            },
            cancellationToken);

    /// <exception cref="RefusedException"><c>not-allowed</c>, <c>slow-mode-invalid</c>.</exception>
    public Task SlowModeAsync(string room, int? seconds, Caller caller, CancellationToken cancellationToken)
    {
        if (seconds is not (>= 0 and <= SlowModeMax))
        {
            throw RefusedException.BadRequest(ErrorCodes.SlowModeInvalid, $"Slow mode is 0 (off) to {SlowModeMax} seconds.");
        }

        return acts.ActAsync(
            room,
            caller,
            async act =>
            {
                act.RequireModerator();
                if (await act.ExecuteAsync("UPDATE rooms SET slow_mode = $2 WHERE id = $1 AND slow_mode <> $2", act.Room, seconds) > 0)
                {
                    await act.RecordAsync(Acts.SlowModeSet, subject: null, new { seconds });
                    act.Concerns("");
                }
            },
            cancellationToken);
    }

    private Task ActUponAsync(string room, string user, Caller caller, Func<RoomAct, Task> act, CancellationToken cancellationToken)
    {
        RoomRules.User(user);
        return user != caller.User ? acts.ActAsync(room, caller, act, cancellationToken) : throw RefusedException.Forbidden(
            ErrorCodes.NotAllowed, "Nobody does this to oneself.");
    }

    private async Task MuteAsync(RoomAct act, string user, RestrictionRequest request)
    {
        var (until, reason) = Check(request);
        if (await act.RequirePowerOverAsync(user) is null)
        {
            throw RefusedException.Forbidden(ErrorCodes.NotAMember, "Only members are muted.");
        }

        await act.ExecuteAsync("DELETE FROM mutes WHERE room = $1 AND until <= now()", act.Room);
        if (await act.ScalarAsync("SELECT count(*) FROM mutes WHERE room = $1 AND user_id <> $2", act.Room, user) is >= (long)RestrictionStore.MutesMax)
        {
            throw RefusedException.Conflict(
                ErrorCodes.TooManyMutes, $"At most {RestrictionStore.MutesMax} users are muted in a room; use bans, slow mode or a private room.");
        }

        await SetAsync(act, RestrictionTable.Mutes, user, until, reason);
    }

    private async Task BanAsync(RoomAct act, string user, RestrictionRequest request)
    {
        var (until, reason) = Check(request);
        if (await act.RequirePowerOverAsync(user) == RoomRoles.Owner && act.Kind != RoomKinds.Direct)
        {
            await act.RequireAnotherOwnerAsync(user);
        }

        await act.ExecuteAsync("DELETE FROM members WHERE room = $1 AND user_id = $2", act.Room, user);
        await SetAsync(act, RestrictionTable.Bans, user, until, reason);
    }

    private static async Task SetAsync(RoomAct act, RestrictionTable table, string user, DateTimeOffset? until, string? reason)
    {
        await act.ExecuteAsync(
            $"""
            INSERT INTO {table.Name} (room, user_id, until, reason, set_by) VALUES ($1, $2, $3::timestamptz, $4::text, $5)
            ON CONFLICT (room, user_id) DO UPDATE SET until = excluded.until, reason = excluded.reason, set_by = excluded.set_by, set_at = now()
            """,
            act.Room, user, until, reason, act.Caller.User);
        await act.RecordAsync(table.Set, user, new { until, reason });
        act.Concerns(user);
    }

    private (DateTimeOffset? Until, string? Reason) Check(RestrictionRequest request)
    {
        var now = time.GetUtcNow();
        if (request.Until <= now || request.Until > now + UntilMax)
        {
            throw RefusedException.BadRequest(ErrorCodes.UntilInvalid, $"The end lies in the future, at most {UntilMax.TotalDays:0} days away; null for none.");
        }

        if (request.Reason is { } reason && (reason.Length > ReasonLengthMax || reason.Any(char.IsControl) || reason.Any(char.IsSurrogate)))
        {
            throw RefusedException.BadRequest(ErrorCodes.ReasonInvalid, $"A reason is at most {ReasonLengthMax} characters, without control characters.");
        }

        return (request.Until?.ToUniversalTime(), request.Reason);
    }
}
