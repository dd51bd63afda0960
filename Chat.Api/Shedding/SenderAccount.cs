namespace Chat.Api.Shedding;

/// <summary>
/// How much somebody asks for, refused or not. Whoever asks for more than the calm rate gets into debt, and stays there as long
/// as the asking goes on.
/// </summary>
/// <param name="most">What may be asked for at once after a pause; the debt may be as large.</param>
/// <param name="now">Moment of the clock.</param>
internal sealed class SenderAccount(double most, long now)
{
    private readonly Lock exclusive = new();
    private readonly double burst = most;
    private double balance = most;
    private long at = now;
    private bool hasAsked;

    /// <summary>
    /// Something is asked for. Zero: it is calm; else the time after which it would be. Asking twice within <paramref name="pace"/> uses up
    /// whatever could be asked for at once: a thousand that begin a flood would be let in with all of theirs.
    /// </summary>
    public TimeSpan Ask(double perSecond, TimeSpan pace, long present, TimeProvider time)
    {
        lock (exclusive)
        {
            var pause = hasAsked ? time.GetElapsedTime(at, present) : TimeSpan.MaxValue;
            Earn(perSecond, present, time);
            hasAsked = true;
            balance = Math.Max(balance - 1, -burst);
            balance = pause < pace ? Math.Min(balance, -1) : balance;
            return balance < 0 ? TimeSpan.FromSeconds((1 - balance) / perSecond) : TimeSpan.Zero;
        }
    }

    /// <summary>It has forgotten that anything was asked for.</summary>
    public bool IsFull(double perSecond, long present, TimeProvider time)
    {
        lock (exclusive)
        {
            return balance + Earned(perSecond, present, time) >= burst;
        }
    }

    private void Earn(double perSecond, long present, TimeProvider time)
    {
        balance = Math.Min(burst, balance + Earned(perSecond, present, time));
        at = present;
    }

    private double Earned(double perSecond, long present, TimeProvider time) => perSecond * time.GetElapsedTime(at, present).TotalSeconds;
}
