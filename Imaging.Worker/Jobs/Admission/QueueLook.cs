using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>One reading of the queue, played through, and what was queued since as far as this process knows of it.</summary>
internal sealed class QueueLook
{
    /// <summary>A longer queue is not played through once more for each new image: that would cost more than it tells.</summary>
    private const int TakenInMax = 2_000;

    private readonly QueueReading reading;

    private QueueLook(QueueReading reading, long at, long nextAt)
    {
        this.reading = reading;
        (At, NextAt) = (at, nextAt);
        Places = QueuePlay.Through(reading);
    }

    /// <summary>When the reading began; all that was queued before is in it.</summary>
    public long At { get; }

    /// <summary>Before this moment no other begins.</summary>
    public long NextAt { get; }

    /// <summary>By image.</summary>
    public IReadOnlyDictionary<string, QueuePlace> Places { get; }

    /// <summary>Place of the images behind those that were read; null: all were.</summary>
    public QueuePlace? Behind => reading.Waiting.Count < QueueTable.WaitingMax
        ? null
        : Places.Values.MaxBy(place => place.Position) is var end ? end with { Position = end.Position + 1 } : null;

    /// <summary>A reading, and of what was taken into the one before that which came too late for it.</summary>
    /// <param name="reading">The queue.</param>
    /// <param name="before">The look before this one; null: there was none.</param>
    /// <param name="at">When the reading began.</param>
    /// <param name="nextAt">When the next may begin.</param>
    public static QueueLook Of(QueueReading reading, QueueLook? before, long at, long nextAt)
    {
        var known = reading.Waiting.Select(image => image.Id).ToHashSet(StringComparer.Ordinal);
        var late = before?.reading.Waiting.Where(image => image.QueuedAt > reading.At && !known.Contains(image.Id)) ?? [];
        return new(reading with { Waiting = [.. reading.Waiting, .. late] }, at, nextAt);
    }

    /// <summary>Whether an image was queued after the reading, so that its place can be found without another.</summary>
    public bool TakesIn(ImageRow image) => image.QueuedAt > reading.At && reading.Waiting.Count < TakenInMax;

    /// <summary>When a turn of an owner was last, as far as the reading says; false: it says nothing.</summary>
    public bool KnowsTurnOf(string owner, out DateTime? turnAt)
    {
        var other = reading.Waiting.FirstOrDefault(image => image.Owner == owner);
        turnAt = other?.TurnAt;
        return other is not null;
    }

    /// <summary>The same with an image that was queued since.</summary>
    public QueueLook With(ImageRow image, DateTime? turnAt)
    {
        var waiting = new WaitingImage(
            image.Id, image.Owner, image.Bulk, image.QueuedAt!.Value, turnAt, image.BackoffSeconds, WorkKind.Of(image.Preset, image.Length));
        return new(reading with { Waiting = [.. reading.Waiting, waiting] }, At, NextAt);
    }
}
