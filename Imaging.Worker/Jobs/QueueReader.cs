using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Storage;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Jobs;

/// <summary>Takes messages for as many slots as are free, and none more: what is not taken is there for other workers.</summary>
internal sealed partial class QueueReader(
    JobQueue queue, JobRunner runner, JobTable jobs, ImageEvents events, WorkerCapacity capacity, WorkerName worker,
    SlotTimes slotTimes, ImagingMetrics metrics, IOptions<JobOptions> options, TimeProvider time, ILogger<QueueReader> logger) : BackgroundService
{
    private static readonly TimeSpan PollMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Presence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim free = new(capacity.Slots, capacity.Slots);
    private readonly SemaphoreSlim woken = new(0, 1);

    /// <summary>Slots that have a message; those that the reader holds while it asks for one have none.</summary>
    private int handled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Started(logger, worker.Name, capacity.Slots, capacity.LimitedBy);
        metrics.SlotsAre(capacity.Slots);
        var presence = StayKnownAsync(stoppingToken);
        try
        {
            await SubscribeAsync();
            await ReadAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }

        await presence;
        // All slots back: everything in work was finished or handed back.
        for (var slot = 0; slot < capacity.Slots; slot++)
        {
            await free.WaitAsync(CancellationToken.None);
        }

        Log.Stopped(logger, worker.Name);
    }

    public override void Dispose()
    {
        base.Dispose();
        free.Dispose();
        woken.Dispose();
    }

    /// <summary>A stop in the middle of a receive gives its slots back; else the stop would wait for them until its timeout.</summary>
    private async Task<Azure.Storage.Queues.Models.QueueMessage[]?> ReceiveAsync(int slots, CancellationToken stopping)
    {
        try
        {
            return await TryReceiveAsync(slots, stopping);
        }
        catch (OperationCanceledException)
        {
            free.Release(slots);
            throw;
        }
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        var pause = PollMin;
        while (true)
        {
            await free.WaitAsync(stopping);
            var slots = 1 + TakeFree();
            var began = time.GetTimestamp();
            var messages = await ReceiveAsync(slots, stopping);
            foreach (var message in messages ?? [])
            {
                _ = HandleAsync(new(queue, message), began, stopping);
            }

            var unused = slots - (messages?.Length ?? 0);
            if (unused > 0)
            {
                free.Release(unused);
            }

            pause = messages switch
            {
                null => AfterFailure,
                { Length: > 0 } => PollMin,
                _ => pause * 2 < options.Value.PollMax ? pause * 2 : options.Value.PollMax,
            };
            if (messages is not { Length: > 0 } && await woken.WaitAsync(pause, stopping))
            {
                pause = PollMin;
            }
        }
    }

    private int TakeFree()
    {
        var more = 0;
        while (free.Wait(0))
        {
            more++;
        }

        return more;
    }

    private async Task<Azure.Storage.Queues.Models.QueueMessage[]?> TryReceiveAsync(int count, CancellationToken stopping)
    {
        try
        {
            return await queue.ReceiveAsync(count, options.Value.Lease, stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.NotReceived(logger, AfterFailure, exception);
            return null;
        }
    }

    private async Task HandleAsync(HeldMessage message, long began, CancellationToken stopping)
    {
        using (message)
        {
            Interlocked.Increment(ref handled);
            try
            {
                if (await runner.HandleAsync(message, slotTimes, stopping) is { } kind)
                {
                    slotTimes.Add(kind, time.GetElapsedTime(began), isBusy: Volatile.Read(ref handled) == capacity.Slots);
                }
            }
            catch (Exception exception)
            {
                // The outer edge: the message comes back by itself when its visibility ends, the row when its lease does.
                if (stopping.IsCancellationRequested)
                {
                    await TryGiveBackAsync(message);
                }
                else
                {
                    Log.NotHandled(logger, exception);
                }
            }
            finally
            {
                Interlocked.Decrement(ref handled);
                free.Release();
            }
        }
    }

    /// <summary>A message that was taken and not begun when the stop came: others need not wait until its visibility ends.</summary>
    private async Task TryGiveBackAsync(HeldMessage message)
    {
        using var limit = new CancellationTokenSource(LastWords, time);
        try
        {
            await message.HideAsync(TimeSpan.Zero, limit.Token);
        }
        catch (Exception exception)
        {
            Log.NotGivenBack(logger, exception);
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            await events.OnSentAsync(Wake);
        }
        catch (Exception exception) when (exception is StackExchange.Redis.RedisException or TimeoutException)
        {
            Log.NotSubscribed(logger, options.Value.PollMax, exception);
        }
    }

    private void Wake()
    {
        try
        {
            woken.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Awake already, or stopped.
        }
    }

    /// <summary>Tells the estimate of the wait how many slots there are.</summary>
    private async Task StayKnownAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Presence, time);
        try
        {
            do
            {
                await TryAsync(() => jobs.WorkerSeenAsync(worker.Name, capacity.Slots, stopping), stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            using var limit = new CancellationTokenSource(LastWords, time);
            await TryAsync(() => jobs.WorkerGoneAsync(worker.Name, limit.Token), CancellationToken.None);
        }
    }

    private async Task TryAsync(Func<Task> write, CancellationToken stopping)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.PresenceNotWritten(logger, exception);
        }
    }
}
