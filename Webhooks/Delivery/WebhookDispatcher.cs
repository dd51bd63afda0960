using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;

namespace Webhooks;

/// <summary>
/// Empties the outbox. An endpoint is visited by one node at a time and gets its deliveries one after the other, in the order of
/// their events as long as it takes them; a slow or dead one keeps nobody else waiting. What fails is tried again later
/// and later, and in the end put on the dead list.
/// </summary>
internal sealed partial class WebhookDispatcher(
    DeliveryStore store, DatabaseBreaker database, SecretBox box, WebhookSender sender, IOptions<WebhookOptions> options, WebhookMetrics metrics,
    TimeProvider time, ILogger<WebhookDispatcher> logger) : BackgroundService
{
    /// <summary>Most deliveries of one visit: then it is another's turn.</summary>
    private const int VisitDeliveries = 50;

    /// <summary>After this time a visit begins no further delivery.</summary>
    private static readonly TimeSpan VisitTime = TimeSpan.FromSeconds(20);

    /// <summary>An endpoint that fails is visited at least so often, with the delivery whose turn it is.</summary>
    private static readonly TimeSpan VisitPauseMax = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim ended = new(0);
    private readonly ConcurrentDictionary<Task, byte> visits = new();

    /// <summary>Longer than the longest visit: only a node that died loses its visit to another.</summary>
    private TimeSpan Lease => VisitTime + options.Value.Timeout + TimeSpan.FromSeconds(10);

    public override void Dispose()
    {
        ended.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await BeginVisitsAsync(stoppingToken);
                // Whoever has just been visited may have more.
                await ended.WaitAsync(options.Value.Interval, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(visits.Keys);
        }
    }

    /// <summary>Begins as many visits as there are endpoints to visit and places for them; waits for none of them.</summary>
    private async Task BeginVisitsAsync(CancellationToken stoppingToken)
    {
        if (database.IsAway)
        {
            return;
        }

        try
        {
            while (options.Value.Concurrency - visits.Count is > 0 and var places
                && await database.AskAsync(token => store.ClaimAsync(places, Lease, token), stoppingToken) is { Count: > 0 } claimed)
            {
                claimed.ForEach(visit => Begin(visit, stoppingToken));
            }
        }
        catch (BrokenCircuitException)
        {
            // Somebody else asks just now whether it is back.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.StoreAway(logger, exception);
        }
    }

    private void Begin(Visit visit, CancellationToken stoppingToken)
    {
        var task = Task.Run(() => VisitSafelyAsync(visit, stoppingToken), CancellationToken.None);
        visits[task] = 0;
        _ = task.ContinueWith(
            done =>
            {
                visits.TryRemove(done, out _);
                ended.Release();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task VisitSafelyAsync(Visit visit, CancellationToken stoppingToken)
    {
        try
        {
            await VisitAsync(visit, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await ReleaseAsync(visit);
        }
        catch (Exception exception)
        {
            // The lease ends by itself, and somebody visits again.
            Log.StoreAway(logger, exception);
        }
    }

    /// <summary>This node stops in the middle of a visit: another need not wait for the lease to end.</summary>
    private async Task ReleaseAsync(Visit visit)
    {
        try
        {
            await store.ReleaseAsync(visit.Endpoint, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.StoreAway(logger, exception);
        }
    }

    private async Task VisitAsync(Visit visit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var secret = await OpenAsync(visit, cancellationToken);
        var due = await store.DueAsync(visit.Endpoint, VisitDeliveries, cancellationToken);
        if (due.Count == 0)
        {
            // The tidying has just buried what was due: that is no success of an endpoint that may have failed for days.
            await store.ReleaseAsync(visit.Endpoint, cancellationToken);
            return;
        }

        foreach (var delivery in due)
        {
            var failure = secret is null
                ? Failures.SecretUnreadable
                : await sender.TryAsync(visit.Url, secret, delivery.Id, delivery.Payload, cancellationToken);
            metrics.Attempted(failure);
            if (failure is null)
            {
                // Taken is taken, also where this node stops now.
                await store.DoneAsync(delivery.Id, CancellationToken.None);
            }
            else if (!await KeepAsync(visit, delivery, failure, cancellationToken))
            {
                return;
            }

            if (time.GetElapsedTime(started) > VisitTime)
            {
                break;
            }
        }

        await store.SucceededAsync(visit.Endpoint, cancellationToken);
    }

    /// <summary>Keeps what failed for later or for the dead list; false where the endpoint itself is at fault and the visit ends.</summary>
    private async Task<bool> KeepAsync(Visit visit, DueDelivery delivery, string failure, CancellationToken cancellationToken)
    {
        Log.Failed(logger, delivery.Id, visit.Endpoint, failure);
        var pause = Pause(delivery.Attempts);
        if (Failures.IsFinal(failure) || delivery.Attempts + 1 >= options.Value.AttemptsMax)
        {
            metrics.Buried(await store.BuryAsync(delivery.Id, failure, cancellationToken));
        }
        else
        {
            await store.RetryAsync(delivery.Id, pause, failure, cancellationToken);
        }

        if (Failures.IsFinal(failure))
        {
            return true;
        }

        var next = Pause(visit.Failures);
        await store.FailedAsync(visit.Endpoint, next < VisitPauseMax ? next : VisitPauseMax, cancellationToken);
        return false;
    }

    /// <summary>Three times as long after every failure, give or take a fifth.</summary>
    private TimeSpan Pause(int failures)
    {
        var settings = options.Value;
        var pause = settings.RetryFirst * Math.Pow(3, Math.Min(failures, 20));
        return (pause < settings.RetryMax ? pause : settings.RetryMax) * (0.8 + (RandomNumberGenerator.GetInt32(401) / 1_000.0));
    }

    private async Task<byte[]?> OpenAsync(Visit visit, CancellationToken cancellationToken)
    {
        try
        {
            return await box.OpenAsync(visit.Endpoint, visit.SealedSecret, cancellationToken);
        }
        catch (CryptographicException exception)
        {
            Log.SecretUnreadable(logger, visit.Endpoint, exception);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The outbox of webhooks could not be read or written; what is in it is tried again.")]
        public static partial void StoreAway(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Debug, "Delivery {Delivery} to webhook {Endpoint} failed: {Failure}.")]
        public static partial void Failed(ILogger logger, Guid delivery, Guid endpoint, string failure);

        [LoggerMessage(LogLevel.Error, "The secret of webhook {Endpoint} cannot be opened: was it sealed with another Webhooks:EncryptionKey?")]
        public static partial void SecretUnreadable(ILogger logger, Guid endpoint, Exception exception);
    }
}
