namespace Chat.Api.Messages;

/// <summary>Joins what PostgreSQL has of a slice and what Redis has of it, or says that there is a hole between them.</summary>
internal static class LogPieces
{
    /// <summary>
    /// The last stretch without a hole. Redis restored from older data holds a window with one: what came after the backup was
    /// lost there, and PostgreSQL has it.
    /// </summary>
    public static List<Sequenced> LastStretch(List<Sequenced> entries)
    {
        var first = entries.Count - 1;
        while (first > 0 && Follows(entries[first - 1].Entry.Sequence, entries[first]))
        {
            first--;
        }

        return first <= 0 ? entries : entries[first..];
    }

    /// <summary>Entries of both, ascending, each once.</summary>
    public static List<Sequenced> Merge(List<Sequenced> some, List<Sequenced> others) =>
        [.. some.Concat(others).DistinctBy(Place).OrderBy(Place)];

    /// <summary>The slice, or null where entries of it are in neither.</summary>
    /// <param name="slice">What was asked for.</param>
    /// <param name="stored">What PostgreSQL has of it; null where it could not be asked.</param>
    /// <param name="recent">What Redis has of it, ascending.</param>
    public static List<LogEntry>? Join(Slice slice, List<LogEntry>? stored, List<Sequenced> recent) =>
        stored is null ? WithoutStored(slice, recent) : WithStored(slice, stored, recent);

    private static List<LogEntry>? WithStored(Slice slice, List<LogEntry> stored, List<Sequenced> recent)
    {
        if (!slice.Newest && stored.Count >= slice.Limit)
        {
            return Whole(slice, stored);
        }

        var place = stored.Count == 0 ? (-1L, slice.Lower) : (stored[^1].Epoch, stored[^1].Sequence);
        var last = stored.Count == 0 ? slice.Lower : stored[^1].Sequence;
        var later = recent.Where(sequenced => Place(sequenced).CompareTo(place) > 0).ToList();
        foreach (var sequenced in slice.Newest ? later : later.Take(slice.Limit - stored.Count))
        {
            // Between two epochs a hole is no hole: what is missing there was lost with Redis, and the epoch says so.
            if (sequenced.Entry.Sequence > Math.Max(last, sequenced.Base) + 1)
            {
                return null;
            }

            last = sequenced.Entry.Sequence;
        }

        return Whole(slice, stored.Concat(later.Select(sequenced => sequenced.Entry)));
    }

    /// <summary>Only what cannot have a hole, whatever PostgreSQL holds.</summary>
    private static List<LogEntry>? WithoutStored(Slice slice, List<Sequenced> recent)
    {
        var stretch = slice.Newest ? LastStretch(recent) : FirstStretch(recent, slice.Lower);
        var isWhole = slice.Newest
            ? stretch.Count >= slice.Limit || (stretch.Count > 0 && stretch[0].Entry.Sequence == slice.Lower + 1)
            : stretch.Count >= slice.Limit || (stretch.Count > 0 && stretch.Count == recent.Count);
        return isWhole ? Whole(slice, stretch.Select(sequenced => sequenced.Entry)) : null;
    }

    private static List<Sequenced> FirstStretch(List<Sequenced> entries, long lower)
    {
        var count = 0;
        for (var last = lower; count < entries.Count && Follows(last, entries[count]); count++)
        {
            last = entries[count].Entry.Sequence;
        }

        return entries[..count];
    }

    private static List<LogEntry>? Whole(Slice slice, IEnumerable<LogEntry> entries)
    {
        List<LogEntry> taken = slice.Newest ? [.. entries.TakeLast(slice.Limit)] : [.. entries.Take(slice.Limit)];
        return slice.BeginsAtLower && (taken.Count == 0 || taken[0].Sequence != slice.Lower + 1) ? null : taken;
    }

    private static bool Follows(long sequence, Sequenced next) => next.Entry.Sequence <= sequence + 1;

    private static (long Epoch, long Sequence) Place(Sequenced sequenced) => (sequenced.Entry.Epoch, sequenced.Entry.Sequence);
}
