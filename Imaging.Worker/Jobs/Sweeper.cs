using Imaging.Worker.Storage;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Jobs;

/// <summary>Puts right what a crash between two steps has left: lost messages, expired uploads, leftover blobs, missing records.</summary>
internal sealed partial class Sweeper(
    SweepTable sweep, JobTable jobs, TurnTable turns, DerivativeTable derivatives, JobQueue queue, BlobStore blobs, ImageEvents events, ImagingMetrics metrics,
    IOptions<JobOptions> options, TimeProvider time, ILogger<Sweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await NextAsync(timer, stoppingToken))
        {
            await TryAsync(ExpireUploadsAsync, stoppingToken);
            await TryAsync(ResendAsync, stoppingToken);
            await TryAsync(ReportPoisonAsync, stoppingToken);
            await TryAsync(DeleteUploadsAsync, stoppingToken);
            await TryAsync(ClearResultsAsync, stoppingToken);
            await TryAsync(ForgetDeletedAsync, stoppingToken);
            await TryAsync(turns.ForgetTurnsAsync, stoppingToken);
            await TryAsync(sweep.ForgetDaysAsync, stoppingToken);
            await TryAsync(MeasureAsync, stoppingToken);
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ExpireUploadsAsync(CancellationToken cancellationToken)
    {
        foreach (var image in await sweep.ExpireUploadsAsync(cancellationToken))
        {
            await events.ChangedAsync(image.Id);
        }
    }

    private async Task ResendAsync(CancellationToken cancellationToken)
    {
        // Any message leads to the next job, so a long queue needs no others while there are as many as jobs.
        var lacking = await sweep.CountLiveAsync(cancellationToken) - await queue.LengthAsync(cancellationToken);
        foreach (var image in await sweep.UnseenAsync(options.Value.ResendAfter, Math.Max(0, lacking), cancellationToken))
        {
            Log.Resent(logger, image.Id);
            await queue.SendAsync(image.Id, cancellationToken);
            await events.SentAsync();
        }
    }

    private async Task ReportPoisonAsync(CancellationToken cancellationToken)
    {
        foreach (var image in await sweep.PoisonLeftAsync(options.Value.ResendAfter, cancellationToken))
        {
            await queue.SendPoisonAsync(PoisonRecord.Of(image, image.ErrorCode!, image.ErrorDetail!), cancellationToken);
            await jobs.PoisonSentAsync(image.Id, cancellationToken);
        }
    }

    private async Task DeleteUploadsAsync(CancellationToken cancellationToken)
    {
        foreach (var image in await sweep.UploadsLeftAsync(cancellationToken))
        {
            await blobs.DeleteUploadAsync(image.Id, cancellationToken);
            await jobs.UploadDeletedAsync(image.Id, cancellationToken);
        }
    }

    private async Task ClearResultsAsync(CancellationToken cancellationToken)
    {
        foreach (var image in await sweep.ResultsLeftAsync(options.Value.LateAfter, cancellationToken))
        {
            // What says that an image was given up stands where its manifest would, and stays.
            await derivatives.ClearAsync(
                image,
                unreferred => image.Status == ImageStatus.Cancelled
                    ? blobs.DeleteResultsAsync(image.Id, unreferred, CancellationToken.None)
                    : blobs.DeleteDerivativesAsync(unreferred, CancellationToken.None),
                CancellationToken.None);
        }
    }

    private async Task ForgetDeletedAsync(CancellationToken cancellationToken)
    {
        foreach (var image in await sweep.DeletedAsync(options.Value.LateAfter, cancellationToken))
        {
            await blobs.DeleteUploadAsync(image.Id, cancellationToken);
            await derivatives.ForgetAsync(
                image, unreferred => blobs.DeleteResultsAsync(image.Id, unreferred, CancellationToken.None), CancellationToken.None);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken) => metrics.QueueIs(
        await queue.LengthAsync(cancellationToken), await sweep.OldestWaitAsync(cancellationToken));

    private async Task TryAsync(Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        try
        {
            await step(stopping);
        }
        catch (Exception exception)
        {
            // The outer edge: the next sweep finds what this one left.
            if (!stopping.IsCancellationRequested)
            {
                Log.Failed(logger, step.Method.Name, exception);
            }
        }
    }
}
