using System.Diagnostics;

namespace Support;

/// <summary>Waits for a condition instead of for time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Reads a value until <paramref name="accepts"/> says yes, and answers it.</summary>
    /// <param name="what">What is waited for, as the failure names it.</param>
    /// <param name="read">Reads the present value.</param>
    /// <param name="accepts">True for the value that is waited for.</param>
    /// <param name="timeout">Default: 20 seconds.</param>
    /// <exception cref="TimeoutException">Says what was waited for and what was seen last.</exception>
    public static async Task<T> BecomesAsync<T>(string what, Func<Task<T>> read, Func<T, bool> accepts, TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(20);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await read();
            if (accepts(seen))
            {
                return seen;
            }

            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for {what}; last seen: {seen}");
            }

            await Task.Delay(Pause);
        }
    }
}
