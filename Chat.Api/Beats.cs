namespace Chat.Api;

/// <summary>Work that is done again and again for as long as the node runs.</summary>
internal static class Beats
{
    /// <summary>
    /// Does the work once in every period until the token ends it. Whatever a beat fails with is told and no more: the next time may go well,
    /// and an exception that left a hosted service would stop the whole node. Beats never overlap.
    /// </summary>
    /// <param name="time">The clock.</param>
    /// <param name="period">From the begin of a beat to that of the next, unless it takes longer.</param>
    /// <param name="beat">The work.</param>
    /// <param name="failed">Is told what a beat failed with.</param>
    /// <param name="stoppingToken">Ends it.</param>
    /// <param name="atOnce">Whether the first beat comes now, or after a period.</param>
    public static async Task BeatAsync(
        this TimeProvider time, TimeSpan period, Func<Task> beat, Action<Exception> failed, CancellationToken stoppingToken, bool atOnce = false)
    {
        using var timer = new PeriodicTimer(period, time);
        while (atOnce || await timer.WaitForNextTickAsync(stoppingToken))
        {
            atOnce = false;
            try
            {
                await beat();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                failed(exception);
            }
        }
    }
}
