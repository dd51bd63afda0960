namespace Chat.Api.Messages;

/// <summary>Pages of a room's log.</summary>
internal sealed class History(LogReader reader, Annotations annotations)
{
    private const int LimitDefault = 50;
    public const int LimitMax = 300;

    /// <summary>The entries after or before a sequence, or the latest.</summary>
    /// <param name="room">Id of the room.</param>
    /// <param name="user">Who asks: the own reactions are marked.</param>
    /// <param name="before">Every entry has a lower sequence.</param>
    /// <param name="after">Every entry has a higher sequence.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<HistoryPage> PageAsync(
        string room, string user, long? before, long? after, int? limit, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(room, before, after, limit, cancellationToken);
        return page with { Entries = await annotations.AddAsync(room, user, page.Entries, cancellationToken) };
    }

    private async Task<HistoryPage> ReadAsync(string room, long? before, long? after, int? limit, CancellationToken cancellationToken)
    {
        var count = Limit(limit);
        if (before is not null && after is not null)
        {
            throw RefusedException.BadRequest(ErrorCodes.RangeInvalid, "Give before, after or around: one of them, or none.");
        }

        var newest = after is null;
        // One more than asked for: whether there is more is seen, not counted.
        var slice = new Slice(room, Sequence(after) ?? 0, Sequence(before) ?? long.MaxValue, count + 1, newest);
        var entries = await reader.ReadAsync(slice, cancellationToken);
        return Page(entries, count, newest);
    }

    /// <summary>The entry with the sequence, and half of the limit on either side.</summary>
    public async Task<HistoryPage> AroundAsync(
        string room, string user, long around, long? before, long? after, int? limit, CancellationToken cancellationToken)
    {
        if (before is not null || after is not null)
        {
            throw RefusedException.BadRequest(ErrorCodes.RangeInvalid, "Give before, after or around: one of them, or none.");
        }

        var count = Limit(limit);
        var middle = Sequence(around)!.Value;
        var older = await ReadAsync(room, middle, null, Math.Max(1, count / 2), cancellationToken);
        var newer = await ReadAsync(room, null, Math.Max(0, middle - 1), Math.Max(1, count - older.Entries.Count), cancellationToken);
        IReadOnlyList<LogEntry> entries = [.. older.Entries, .. newer.Entries];
        return new(await annotations.AddAsync(room, user, entries, cancellationToken), older.More || newer.More);
    }

    public static HistoryPage Page(List<LogEntry> entries, int count, bool newest)
    {
        var more = entries.Count > count;
        return new(more ? (newest ? entries[^count..] : entries[..count]) : entries, more);
    }

    private static int Limit(int? limit) => limit switch
    {
        null => LimitDefault,
        >= 1 and <= LimitMax => limit.Value,
        _ => throw RefusedException.BadRequest(ErrorCodes.RangeInvalid, $"The limit is 1 to {LimitMax}."),
    };

    private static long? Sequence(long? sequence) => sequence is null or (>= 0 and < long.MaxValue)
        ? sequence
        : throw RefusedException.BadRequest(ErrorCodes.RangeInvalid, "A sequence is 0 or more.");
}
