using System.Diagnostics;
using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Storage;
using Imaging.Worker.Uploads;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Jobs;

/// <summary>
/// What one message leads to. The row decides, the message only wakes: it may come twice, late, or while another worker has the job.
/// </summary>
internal sealed partial class JobRunner(
    JobTable jobs, TurnTable turns, ImageTable images, ImageWork work, GivingUp givingUp, UploadCompletion completion, JobQueue queue,
    BlobStore blobs, ImageEvents events, ImagingMetrics metrics, WorkerName worker, IOptions<JobOptions> options, TimeProvider time, ILogger<JobRunner> logger)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>Works on the image whose turn it is, which need not be the one that the message names; answers its kind, null: none had a turn.</summary>
    /// <param name="message">Hidden for one lease from a moment ago.</param>
    /// <param name="slotTimes">How long images have a slot of this worker, for estimates.</param>
    /// <param name="stopping">Asks for the work back.</param>
    public async Task<WorkKind?> HandleAsync(HeldMessage message, SlotTimes slotTimes, CancellationToken stopping)
    {
        if (JobMessage.Read(message.Text) is not { } job)
        {
            await DiscardAsync(message, stopping);
            return null;
        }

        if (job.IsUploadEvent)
        {
            await completion.FromEventAsync(job.ImageId, stopping);
        }

        var claim = await turns.ClaimNextAsync(worker.Name, options.Value.Lease, options.Value.AttemptsMax, slotTimes.TakeNews(), stopping);
        if (claim is null)
        {
            await PutAsideAsync(message, job.ImageId, stopping);
            return null;
        }

        await events.ChangedAsync(claim.Id);
        await AttemptAsync(message, claim, stopping);
        return WorkKind.Of(claim.Preset, claim.Length);
    }

    /// <summary>
    /// A message that cannot lead to work now: hidden until its own image or another may begin, gone where none will. Messages are for
    /// any image, so while one waits for its next attempt none is thrown away.
    /// </summary>
    private async Task PutAsideAsync(HeldMessage message, string imageId, CancellationToken cancellationToken)
    {
        var image = await images.FindAsync(imageId, cancellationToken) is { Status: ImageStatus.Queued or ImageStatus.Processing } live ? live : null;
        if (image is { LeaseSeconds: 0, BackoffSeconds: 0 } && image.Attempts >= options.Value.AttemptsMax)
        {
            await givingUp.EndAbandonedAsync(image, options.Value.AttemptsMax, cancellationToken);
            image = null;
        }

        double? own = image is null ? null : Math.Max(image.LeaseSeconds, image.BackoffSeconds);
        var next = await turns.NextBeginsInAsync(options.Value.AttemptsMax, cancellationToken);
        if ((own ?? next) is not { } seconds)
        {
            await message.DeleteAsync(cancellationToken);
            return;
        }

        await jobs.SeenAsync(imageId, cancellationToken);
        await message.HideAsync(TimeSpan.FromSeconds(Math.Min(seconds, next ?? seconds)), cancellationToken);
    }

    private async Task AttemptAsync(HeldMessage message, ImageRow claim, CancellationToken stopping)
    {
        ActivityContext.TryParse(claim.TraceParent, null, isRemote: true, out var parent);
        using var activity = ImagingTelemetry.Source.StartActivity("imaging job", ActivityKind.Consumer, parent);
        activity?.SetTag("imaging.image.id", claim.Id).SetTag("imaging.attempt", claim.Attempts).SetTag("imaging.preset", claim.Preset);
        var began = time.GetTimestamp();
        metrics.JobBegan(claim.Attempts == 1 ? claim.StartedAt - claim.QueuedAt : null);
        var outcome = JobOutcome.Lost;
        try
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var renewal = RenewAsync(message, claim, attempt);
            try
            {
                outcome = await WorkAsync(message, claim, attempt.Token, stopping);
            }
            finally
            {
                await attempt.CancelAsync();
                await renewal;
            }
        }
        finally
        {
            activity?.SetTag("imaging.outcome", outcome.ToString());
            metrics.JobEnded(Word(outcome), time.GetElapsedTime(began));
            await events.ChangedAsync(claim.Id);
        }
    }

    private async Task<JobOutcome> WorkAsync(HeldMessage message, ImageRow claim, CancellationToken attempt, CancellationToken stopping)
    {
        try
        {
            var manifest = await work.RunAsync(claim, attempt);
            return await SucceedAsync(message, claim, manifest);
        }
        catch (ImageRejectedException rejection)
        {
            Log.Rejected(logger, claim.Id, rejection.Code, rejection.Message);
            return await EndAsync(message, await jobs.FailAsync(claim, rejection.Code, rejection.Message, CancellationToken.None), JobOutcome.Rejected);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await HandBackAsync(message, claim);
        }
        catch (Exception lost) when (lost is LeaseLostException || (lost is OperationCanceledException && attempt.IsCancellationRequested))
        {
            Log.LeaseLost(logger, claim.Id, claim.Attempts);
            return JobOutcome.Lost;
        }
        catch (Exception failure)
        {
            Log.AttemptFailed(logger, claim.Id, claim.Attempts, options.Value.AttemptsMax, failure);
            return await RetryAsync(message, claim, failure);
        }
    }

    // From here on no token: the work is done, and its outcome is worth the few requests even while the process stops.
    private async Task<JobOutcome> SucceedAsync(HeldMessage message, ImageRow claim, string manifest)
    {
        // Another worker took this one for dead and gave the image up, before it had renewed its lease.
        if (GivenUp.Find(manifest) is { } end)
        {
            return await FailAsync(message, claim, end.Failed.Detail);
        }

        if (!await jobs.SucceedAsync(claim, manifest, CancellationToken.None))
        {
            return JobOutcome.Lost;
        }

        await blobs.DeleteUploadAsync(claim.Id, CancellationToken.None);
        await jobs.UploadDeletedAsync(claim.Id, CancellationToken.None);
        await message.DeleteAsync(CancellationToken.None);
        return JobOutcome.Succeeded;
    }

    private async Task<JobOutcome> RetryAsync(HeldMessage message, ImageRow claim, Exception failure)
    {
        // The type says what kind it was; the text of a foreign exception may hold an address that is nobody's business.
        var reason = $"Attempt {claim.Attempts} failed: {failure.GetType().Name}.";
        if (claim.Attempts >= options.Value.AttemptsMax)
        {
            return await SucceedAsync(message, claim, await givingUp.StandingAsync(claim.Id, reason, CancellationToken.None));
        }

        var backoff = BackoffAfter(claim.Attempts);
        if (!await jobs.RetryAsync(claim, backoff, reason, CancellationToken.None))
        {
            return JobOutcome.Lost;
        }

        await message.HideAsync(backoff, CancellationToken.None);
        return JobOutcome.Retried;
    }

    private async Task<JobOutcome> FailAsync(HeldMessage message, ImageRow claim, string reason)
    {
        var held = await givingUp.FailAsync(claim, reason, CancellationToken.None);
        return await EndAsync(message, held, JobOutcome.GivenUp);
    }

    private async Task<JobOutcome> HandBackAsync(HeldMessage message, ImageRow claim)
    {
        using var limit = new CancellationTokenSource(LastWords, time);
        var held = await jobs.HandBackAsync(claim, limit.Token);
        await message.HideAsync(TimeSpan.Zero, limit.Token);
        await events.SentAsync();
        Log.HandedBack(logger, claim.Id);
        return held ? JobOutcome.HandedBack : JobOutcome.Lost;
    }

    private static async Task<JobOutcome> EndAsync(HeldMessage message, bool held, JobOutcome outcome)
    {
        if (held)
        {
            await message.DeleteAsync(CancellationToken.None);
        }

        return held ? outcome : JobOutcome.Lost;
    }

    /// <summary>Keeps lease and message for as long as the attempt runs; a lease that is lost ends the attempt.</summary>
    private async Task RenewAsync(HeldMessage message, ImageRow claim, CancellationTokenSource attempt)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(attempt.Token))
            {
                if (!await TryRenewAsync(message, claim, attempt.Token))
                {
                    await attempt.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The attempt ended.
        }
    }

    private async Task<bool> TryRenewAsync(HeldMessage message, ImageRow claim, CancellationToken cancellationToken)
    {
        try
        {
            var held = await jobs.RenewAsync(claim, options.Value.Lease, cancellationToken);
            await message.HideAsync(options.Value.Lease, cancellationToken);
            return held;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Two more tries fit into the lease; if they fail too, the fencing token protects whoever comes next.
            Log.NotRenewed(logger, claim.Id, exception);
            return true;
        }
    }

    private async Task DiscardAsync(HeldMessage message, CancellationToken cancellationToken)
    {
        Log.Unreadable(logger);
        await queue.SendPoisonAsync(PoisonRecord.Unreadable(message.Text), cancellationToken);
        await message.DeleteAsync(cancellationToken);
    }

    // 2 s, 4 s, 8 s, 16 s by default.
    private TimeSpan BackoffAfter(int attempts)
    {
        var doubled = options.Value.Backoff * Math.Pow(2, Math.Min(attempts - 1, 20));
        return doubled < options.Value.BackoffMax ? doubled : options.Value.BackoffMax;
    }

    private static string Word(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.Rejected => "rejected",
        JobOutcome.Retried => "retried",
        JobOutcome.GivenUp => "given-up",
        JobOutcome.HandedBack => "handed-back",
        _ => "lost",
    };
}
