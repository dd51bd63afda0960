using Npgsql;
using ServiceDefaults.Resilience;

namespace Chat.Api.Messages;

/// <summary>
/// Adds to the messages of a page what later entries say of them: their latest form, how often they got which reaction, and how many replies.
/// PostgreSQL counts what is stored, and the recent window has the last word, so that nothing is counted twice or missed.
/// </summary>
internal sealed class Annotations(LogReader reader, UnstoredChanges unstored, NpgsqlDataSource database, DatabaseBreaker breaker)
{
    private const string CountReactions = """
        SELECT id, emoji, count(*), bool_or(user_id = $3) FROM reactions
        WHERE room = $1 AND id = ANY ($2) AND is_on AND NOT EXISTS (
            SELECT FROM unnest($4, $5, $6) AS later (id, emoji, user_id)
            WHERE later.id = reactions.id AND later.emoji = reactions.emoji AND later.user_id = reactions.user_id)
        GROUP BY id, emoji
        """;

    private const string CountReplies = """
        SELECT (details ->> 'replyTo')::uuid, count(*) FROM entries
        WHERE room = $1 AND kind = 'message' AND details ? 'replyTo' AND details ->> 'replyTo' = ANY ($2) AND sequence < $3
        GROUP BY details ->> 'replyTo'
        """;

    /// <summary>The entries in their latest form. While PostgreSQL is away they come without counts, which then are null, not 0.</summary>
    public async Task<IReadOnlyList<LogEntry>> AddAsync(
        string room, string user, IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return entries;
        }

        // Where it cannot be read there is no page: one without it may show what was deleted.
        var recent = await reader.RecentAsync(room);
        entries = LatestForm.Of(entries, [.. await unstored.ReadAsync(room, recent), .. recent]);
        var ids = entries.Where(IsMessage).Select(entry => entry.Id).ToHashSet();
        if (ids.Count == 0)
        {
            return entries;
        }

        try
        {
            var (reactions, replies) = await breaker.AskAsync(token => CountAsync(room, user, ids, recent, token), cancellationToken);
            return [.. entries.Select(entry => !IsMessage(entry) ? entry : entry with
            {
                Reactions = reactions.TryGetValue(entry.Id, out var own) ? Sorted(own) : [],
                Replies = replies.GetValueOrDefault(entry.Id),
            })];
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            return entries;
        }
    }

    private static bool IsMessage(LogEntry entry) => entry is { Kind: EntryKinds.Message, DeletedAt: null };

    private static List<ReactionCount> Sorted(Dictionary<string, (long Count, bool Own)> reactions) =>
        [.. reactions.Select(reaction => new ReactionCount(reaction.Key, reaction.Value.Count, reaction.Value.Own))
            .OrderByDescending(reaction => reaction.Count).ThenBy(reaction => reaction.Emoji, StringComparer.Ordinal).Take(ReactionKinds.Max)];

    private async Task<(Dictionary<Guid, Dictionary<string, (long Count, bool Own)>> Reactions, Dictionary<Guid, long> Replies)> CountAsync(
        string room, string user, HashSet<Guid> ids, List<LogEntry> recent, CancellationToken cancellationToken)
    {
        // Ascending: what a user has said of a message last stands.
        var later = new Dictionary<(Guid Id, string Emoji, string User), bool>();
        foreach (var entry in recent.Where(entry => entry.Kind == EntryKinds.Reaction && ids.Contains(entry.Id)))
        {
            later[(entry.Id, entry.Emoji!, entry.Sender)] = entry.On == true;
        }

        var first = recent.Count == 0 ? long.MaxValue : recent[0].Sequence;
        var (reactions, replies) = await ReadAsync(room, user, ids, [.. later.Keys], first, cancellationToken);
        foreach (var (id, emoji, sender) in later.Where(reaction => reaction.Value).Select(reaction => reaction.Key))
        {
            Count(reactions, id, emoji, 1, sender == user);
        }

        var deleted = recent.Where(entry => entry.Kind == EntryKinds.Deleted).Select(entry => entry.Id).ToHashSet();
        foreach (var reply in recent.Where(entry => entry is { Kind: EntryKinds.Message, ReplyTo: not null } && !deleted.Contains(entry.Id)))
        {
            replies[reply.ReplyTo!.Value] = replies.GetValueOrDefault(reply.ReplyTo.Value) + 1;
        }

        return (reactions, replies);
    }

    private async Task<(Dictionary<Guid, Dictionary<string, (long Count, bool Own)>> Reactions, Dictionary<Guid, long> Replies)> ReadAsync(
        string room, string user, HashSet<Guid> ids, List<(Guid Id, string Emoji, string User)> later, long before, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(CountReactions)
        {
            Parameters =
            {
                new() { Value = room }, new() { Value = ids.ToArray() }, new() { Value = user },
                new() { Value = later.Select(reaction => reaction.Id).ToArray() },
                new() { Value = later.Select(reaction => reaction.Emoji).ToArray() },
                new() { Value = later.Select(reaction => reaction.User).ToArray() },
            },
        });
        batch.BatchCommands.Add(new(CountReplies)
        {
            Parameters = { new() { Value = room }, new() { Value = ids.Select(id => id.ToString()).ToArray() }, new() { Value = before } },
        });
        var reactions = new Dictionary<Guid, Dictionary<string, (long Count, bool Own)>>();
        var replies = new Dictionary<Guid, long>();
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            Count(reactions, rows.GetGuid(0), rows.GetString(1), rows.GetInt64(2), rows.GetBoolean(3));
        }

        await rows.NextResultAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            replies[rows.GetGuid(0)] = rows.GetInt64(1);
        }

        return (reactions, replies);
    }

    private static void Count(
        Dictionary<Guid, Dictionary<string, (long Count, bool Own)>> reactions, Guid id, string emoji, long count, bool own)
    {
        if (!reactions.TryGetValue(id, out var ofMessage))
        {
            reactions[id] = ofMessage = [];
        }

        var before = ofMessage.GetValueOrDefault(emoji);
        ofMessage[emoji] = (before.Count + count, before.Own || own);
    }
}
