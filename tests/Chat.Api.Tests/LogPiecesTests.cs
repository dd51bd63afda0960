using Chat.Api.Messages;

namespace Chat.Api.Tests;

/// <summary>Pieces of a log are joined without a hole, or not at all.</summary>
public sealed class LogPiecesTests
{
    [Fact]
    public void A_window_that_came_back_older_counts_from_where_it_goes_on()
    {
        var stretch = LogPieces.LastStretch([.. Recent(1, 0, 1, 50), .. Recent(2, 100, 101, 103)]);

        Assert.Equal([101L, 102, 103], stretch.Select(sequenced => sequenced.Entry.Sequence));
    }

    [Fact]
    public void Without_PostgreSQL_only_what_cannot_have_a_hole_is_answered()
    {
        Assert.Equal([4L, 5], Join(new("room", 3, 6, 10), stored: null, Recent(1, 0, 4, 5)));
        Assert.Null(Join(new("room", 2, 6, 10), stored: null, Recent(1, 0, 4, 5)));
        Assert.Equal([2L, 3], Join(new("room", 1, 9, 2), stored: null, [.. Recent(1, 0, 2, 4), .. Recent(1, 0, 7, 8)]));
        Assert.Null(Join(new("room", 1, 9, 4), stored: null, [.. Recent(1, 0, 2, 4), .. Recent(1, 0, 7, 8)]));
        Assert.Equal([4L, 5], Join(new("room", 0, long.MaxValue, 2, Newest: true), stored: null, Recent(1, 0, 3, 5)));
        Assert.Null(Join(new("room", 0, long.MaxValue, 4, Newest: true), stored: null, Recent(1, 0, 3, 5)));
        Assert.Null(Join(new("room", 0, long.MaxValue, 3, Newest: true), stored: null, [.. Recent(1, 0, 1, 50), .. Recent(2, 100, 101, 102)]));
    }

    [Fact]
    public void With_PostgreSQL_a_hole_within_an_epoch_is_a_hole_and_one_between_epochs_is_none()
    {
        Assert.Equal([1L, 2, 3, 4], Join(new("room", 0, 5, 10), Stored(1, 2), Recent(1, 0, 2, 4)));
        Assert.Null(Join(new("room", 0, 6, 10), Stored(1, 2), Recent(1, 0, 4, 5)));
        Assert.Equal([1L, 2, 8, 9], Join(new("room", 0, 10, 10), Stored(1, 2), Recent(2, 7, 8, 9)));
        Assert.Null(Join(new("room", 0, 10, 10), Stored(1, 2), Recent(2, 7, 9, 9)));
        Assert.Equal([1L, 2, 3], Join(new("room", 0, 9, 3), Stored(1, 1), [.. Recent(1, 0, 2, 4), .. Recent(1, 0, 7, 8)]));
        Assert.Equal([1L, 2], Join(new("room", 0, 9, 2), Stored(1, 3), Recent(1, 0, 8, 8)));
    }

    [Fact]
    public void What_is_in_both_is_there_once()
    {
        Assert.Equal(
            [1L, 2, 3], LogPieces.Merge([.. Recent(1, 0, 1, 2)], [.. Recent(1, 0, 2, 3)]).Select(sequenced => sequenced.Entry.Sequence));
    }

    private static IEnumerable<long>? Join(Slice slice, List<LogEntry>? stored, List<Sequenced> recent) =>
        LogPieces.Join(slice, stored, recent)?.Select(entry => entry.Sequence);

    private static List<LogEntry> Stored(long first, long last) => [.. Recent(1, 0, first, last).Select(sequenced => sequenced.Entry)];

    private static List<Sequenced> Recent(long epoch, long origin, long first, long last) =>
        [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(sequence => new Sequenced(Entry(epoch, sequence), origin, 100))];

    private static LogEntry Entry(long epoch, long sequence) => new()
    {
        Room = "room",
        Epoch = epoch,
        Sequence = sequence,
        Ordinal = sequence,
        Kind = EntryKinds.Message,
        Id = Guid.CreateVersion7(),
        Sender = "ann",
        SentAt = DateTime.UnixEpoch,
        Text = "text",
    };
}
