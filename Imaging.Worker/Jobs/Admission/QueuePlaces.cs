using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>Places in the queue for all who ask: the queue is read once for many of them, and played through once.</summary>
internal sealed class QueuePlaces(QueueTable queue, WorkShares shares, TimeProvider time)
{
    /// <summary>So long a reading answers for the images that are in it; what has passed since is taken off their wait.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Times as long as it took that a reading is the last one: images that were queued after it ask for the next at once, and together
    /// they have at most a quarter of one connection's time.
    /// </summary>
    private const int Pause = 3;

    private readonly Lock exclusive = new();
    private Look? latest;
    private Task<Look>? running;

    /// <summary>Place of a queued image; one that was taken meanwhile is the next.</summary>
    public async Task<QueuePlace> OfAsync(string imageId, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        for (var look = Volatile.Read(ref latest); ; look = await NextAsync().WaitAsync(cancellationToken))
        {
            if (look is null)
            {
                continue;
            }

            var age = time.GetElapsedTime(look.At);
            var isNewer = look.At >= asked;
            if ((isNewer || age < Fresh) && look.Places.TryGetValue(imageId, out var place))
            {
                return place.After(age);
            }

            // It was queued before it was asked about, so this reading would have it.
            if (isNewer)
            {
                return look.Behind?.After(age) ?? QueuePlace.Taken;
            }
        }
    }

    /// <summary>The reading that is under way, or one that begins now: it may have begun before somebody asked, but the one behind it has not.</summary>
    private Task<Look> NextAsync()
    {
        lock (exclusive)
        {
            return running ??= ReadAsync();
        }
    }

    private async Task<Look> ReadAsync()
    {
        // Whoever asks must find this task as the running one before it has ended.
        await Task.Yield();
        try
        {
            if (latest is { } last && last.NextAt - time.GetTimestamp() is > 0 and var early)
            {
                await Task.Delay(time.GetElapsedTime(0, early), time);
            }

            var at = time.GetTimestamp();
            var reading = await queue.ReadAsync(CancellationToken.None);
            var places = QueuePlay.Through(reading with { InWork = await shares.AddToAsync(reading.InWork) });
            var now = time.GetTimestamp();
            var behind = reading.Waiting.Count < QueueTable.WaitingMax
                ? default(QueuePlace?)
                : places.Values.MaxBy(place => place.Position) is var end ? end with { Position = end.Position + 1 } : null;
            var look = new Look(at, now + (Pause * (now - at)), places, behind);
            Volatile.Write(ref latest, look);
            return look;
        }
        finally
        {
            lock (exclusive)
            {
                running = null;
            }
        }
    }

    /// <param name="At">When the reading began; all that was queued before is in it.</param>
    /// <param name="NextAt">Before this moment no other begins.</param>
    /// <param name="Places">By image.</param>
    /// <param name="Behind">Place of the images behind those that were read; null: all were.</param>
    private sealed record Look(long At, long NextAt, IReadOnlyDictionary<string, QueuePlace> Places, QueuePlace? Behind);
}
