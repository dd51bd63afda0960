using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs;

/// <summary>The end of an image whose attempts are used up: said first where the manifest would stand, then in the row, then in the poison queue.</summary>
internal sealed partial class GivingUp(JobTable jobs, BlobStore blobs, JobQueue queue, ImageEvents events, ILogger<GivingUp> logger)
{
    /// <summary>Says at the manifest's address that the image is given up, unless something stands there; answers what stands there.</summary>
    public Task<string> StandingAsync(string imageId, string reason, CancellationToken cancellationToken) => blobs.AddManifestAsync(
        imageId, new GivenUp(imageId, new(ErrorCodes.AttemptsExhausted, reason)).ToJson(), cancellationToken);

    /// <summary>The worker of the last allowed attempt ended without a word: what stands at the manifest's address says how far it came.</summary>
    public async Task EndAbandonedAsync(ImageRow image, int attemptsMax, CancellationToken cancellationToken)
    {
        var reason = image.ErrorDetail ?? $"The worker of attempt {image.Attempts} ended without an outcome.";
        var standing = await StandingAsync(image.Id, reason, cancellationToken);
        if (GivenUp.Find(standing) is null)
        {
            await jobs.AdoptAsync(image.Id, standing, cancellationToken);
            await events.ChangedAsync(image.Id);
        }
        else if (await jobs.GiveUpAsync(image.Id, attemptsMax, reason, cancellationToken))
        {
            // Giving up took the next fencing token.
            await ReportAsync(image with { Fence = image.Fence + 1 }, reason, cancellationToken);
        }
    }

    /// <summary>The same by the worker that has the image; false: it has it no more.</summary>
    public async Task<bool> FailAsync(ImageRow claim, string reason, CancellationToken cancellationToken)
    {
        var held = await jobs.FailAsync(claim, ErrorCodes.AttemptsExhausted, reason, cancellationToken);
        if (held)
        {
            await ReportAsync(claim, reason, cancellationToken);
        }

        return held;
    }

    // After a crash in here the sweeper finds a row that is not marked, and sends the record again.
    private async Task ReportAsync(ImageRow image, string reason, CancellationToken cancellationToken)
    {
        Log.GivenUp(logger, image.Id, image.Attempts, reason);
        await queue.SendPoisonAsync(PoisonRecord.Of(image, ErrorCodes.AttemptsExhausted, reason), cancellationToken);
        await jobs.PoisonSentAsync(image.Id, cancellationToken);
        await events.ChangedAsync(image.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Image {ImageId} is given up after {Attempts} attempts: {Reason}")]
        public static partial void GivenUp(ILogger logger, string imageId, int attempts, string reason);
    }
}
