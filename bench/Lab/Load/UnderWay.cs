namespace Bench.Lab.Load;

/// <summary>Calls that have begun and not ended, never more than a bound.</summary>
internal sealed class UnderWay(int max) : IDisposable
{
    private readonly SemaphoreSlim free = new(max, max);

    /// <summary>Waits for room; false if the run ends first.</summary>
    public bool Enter(CancellationToken cancellationToken)
    {
        try
        {
            free.Wait(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Leave()
    {
        try
        {
            free.Release();
        }
        catch (ObjectDisposedException)
        {
            // A call that hung has ended after its run was over.
        }
    }

    public void Dispose() => free.Dispose();

    /// <summary>Waits for all to end, for <paramref name="patience"/> at most; answers how many have not.</summary>
    public async Task<int> DrainAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var ended = 0;
        try
        {
            for (; ended < max; ended++)
            {
                await free.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Those that hang are reported, not waited for.
        }

        return max - ended;
    }
}
