using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>
/// Places in the queue for all who ask: the queue is read once for many of them, and played through once. An image that was queued since
/// then is put behind what was read, and the whole played through again: whoever has just uploaded waits for no reading.
/// </summary>
internal sealed class QueuePlaces(QueueTable queue, WorkShares shares, TimeProvider time)
{
    /// <summary>So long a reading answers for the images that are in it; what has passed since is taken off their wait.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(250);

    /// <summary>So long it takes in new ones. From <see cref="Fresh"/> on they make the next one begin, for which they do not wait.</summary>
    private static readonly TimeSpan TakesIn = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Times as long as it took that a reading is the last one, however many ask for the next: together they have at most a quarter of one
    /// connection's time.
    /// </summary>
    private const int Pause = 3;

    private readonly Lock exclusive = new();
    private QueueLook? latest;
    private Task<QueueLook>? running;

    /// <summary>Place of a queued image; one that was taken meanwhile is the next.</summary>
    /// <param name="image">The image, as its row was a moment ago.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<QueuePlace> OfAsync(ImageRow image, CancellationToken cancellationToken)
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
            var isKnown = look.Places.TryGetValue(image.Id, out var place);
            if (isKnown && (isNewer || age < Fresh))
            {
                return place.After(age);
            }

            if (!isKnown && age < TakesIn && await TakeInAsync(look, image, cancellationToken) is { Position: > 0 } taken)
            {
                RenewAfter(age);
                return taken.After(age);
            }

            // It was queued before it was asked about, so this reading would have it.
            if (isNewer)
            {
                return look.Behind?.After(age) ?? QueuePlace.Taken;
            }
        }
    }

    private void RenewAfter(TimeSpan age)
    {
        if (age >= Fresh)
        {
            // Should it fail, it fails for whoever waits for a reading: the next who asks begins another.
            _ = NextAsync();
        }
    }

    /// <summary>Place of an image that was queued after a reading; none: it was not, or the reading does not take it in.</summary>
    private async ValueTask<QueuePlace> TakeInAsync(QueueLook look, ImageRow image, CancellationToken cancellationToken)
    {
        if (!look.TakesIn(image))
        {
            return default;
        }

        if (!look.KnowsTurnOf(image.Owner, out var turnAt))
        {
            turnAt = await queue.TurnOfAsync(image.Owner, cancellationToken);
        }

        lock (exclusive)
        {
            if (!latest!.Places.ContainsKey(image.Id) && latest.TakesIn(image))
            {
                Volatile.Write(ref latest, latest.With(image, turnAt));
            }

            return latest.Places.GetValueOrDefault(image.Id);
        }
    }

    /// <summary>The reading that is under way, or one that begins now: it may have begun before somebody asked, but the one behind it has not.</summary>
    private Task<QueueLook> NextAsync()
    {
        lock (exclusive)
        {
            return running ??= ReadAsync();
        }
    }

    private async Task<QueueLook> ReadAsync()
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
            reading = reading with { InWork = await shares.AddToAsync(reading.InWork) };
            lock (exclusive)
            {
                var now = time.GetTimestamp();
                var look = QueueLook.Of(reading, latest, at, now + (Pause * (now - at)));
                Volatile.Write(ref latest, look);
                return look;
            }
        }
        finally
        {
            lock (exclusive)
            {
                running = null;
            }
        }
    }
}
