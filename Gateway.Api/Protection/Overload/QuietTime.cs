namespace Gateway.Api.Protection.Overload;

/// <summary>
/// Tells when calls come again after a time in which hardly one was under way: whatever line stood at the upstream is gone by then. May be asked by many threads.
/// </summary>
/// <param name="few">Calls under way that make no line.</param>
/// <param name="time">The clock.</param>
internal sealed class QuietTime(int few, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private long busyAt;

    /// <summary>A call began; true where it is the first of more than a few after such a time.</summary>
    /// <param name="at">When.</param>
    /// <param name="under">Calls under way, with it.</param>
    public bool EndsWith(long at, int under)
    {
        if (under <= few)
        {
            return false;
        }

        var before = Interlocked.Exchange(ref busyAt, at);
        // Where more were under way already, nobody came and went for a while, which is not the same.
        return under == few + 1 && time.GetElapsedTime(before, at) >= Least;
    }

    /// <summary>A call ended.</summary>
    /// <param name="at">When.</param>
    /// <param name="left">Calls that are still under way.</param>
    public void Left(long at, int left)
    {
        if (left >= few)
        {
            Volatile.Write(ref busyAt, at);
        }
    }

    /// <summary>A call was refused: there is no quiet where calls are too many.</summary>
    public void Refused() => Volatile.Write(ref busyAt, time.GetTimestamp());
}
