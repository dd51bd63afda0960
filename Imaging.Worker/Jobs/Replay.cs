using Imaging.Worker.Storage;
using ServiceDefaults.Errors;

namespace Imaging.Worker.Jobs;

/// <summary>Puts an image that was given up back into the queue, as if it had just been uploaded.</summary>
internal sealed class Replay(ImageTable images, JobTable jobs, BlobStore blobs, JobQueue queue, ImageEvents events)
{
    private static readonly Refusal NotFailed = new(
        ErrorCodes.NotReplayable, StatusCodes.Status409Conflict, $"Only an image that failed with {ErrorCodes.AttemptsExhausted} can be replayed.");

    /// <summary>Null: it is queued, and its poison record is gone.</summary>
    public async Task<Refusal?> ReplayAsync(string imageId, CancellationToken cancellationToken)
    {
        if (await images.FindAsync(imageId, cancellationToken) is not { ErrorCode: ErrorCodes.AttemptsExhausted, UploadETag: { } etag })
        {
            return NotFailed;
        }

        if (await blobs.FindUploadAsync(imageId, cancellationToken) is not { } upload || upload.ETag != etag)
        {
            return new(ErrorCodes.UploadChanged, StatusCodes.Status409Conflict, "The upload is there no more; upload the file again.");
        }

        // First, as a worker that begins at once must find no end there. After a crash in between it is still failed, and can be replayed.
        await blobs.DeleteManifestAsync(imageId, cancellationToken);
        if (!await jobs.ReplayAsync(imageId, cancellationToken))
        {
            return NotFailed;
        }

        await queue.RemovePoisonAsync(imageId, cancellationToken);
        await queue.SendAsync(imageId, cancellationToken);
        await events.SentAsync();
        await events.ChangedAsync(imageId);
        return null;
    }
}
