using System.Diagnostics;
using System.Globalization;
using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using ServiceDefaults.Errors;

namespace Imaging.Worker.Uploads;

/// <summary>From upload to job, exactly once, whoever says first that the bytes are there, and however often.</summary>
internal sealed class UploadCompletion(ImageTable images, BlobStore blobs, JobSender sender, ImageEvents events)
{
    /// <summary>The client says so. Null: there is a job (or was); else why there is none.</summary>
    public async Task<Refusal?> CompleteAsync(ImageRow image, CancellationToken cancellationToken)
    {
        if (image.Status != ImageStatus.PendingUpload)
        {
            return RefusedBefore(image);
        }

        var (queued, refusal) = await TryQueueAsync(image, cancellationToken);
        if (queued)
        {
            sender.Send(image.Id);
        }

        return refusal;
    }

    /// <summary>Storage says so. Its message is as good as ours: the caller goes on with it.</summary>
    public async Task FromEventAsync(string imageId, CancellationToken cancellationToken)
    {
        if (await images.FindAsync(imageId, cancellationToken) is { Status: ImageStatus.PendingUpload } image)
        {
            await TryQueueAsync(image, cancellationToken);
        }
    }

    private async Task<(bool Queued, Refusal? Refusal)> TryQueueAsync(ImageRow image, CancellationToken cancellationToken)
    {
        if (await blobs.FindUploadAsync(image.Id, cancellationToken) is not { } blob)
        {
            return (false, new(ErrorCodes.NotUploaded, StatusCodes.Status409Conflict, "No bytes have been uploaded to this image's address."));
        }

        if (blob.Length != image.Length)
        {
            return (false, await RefuseAsync(image, blob, cancellationToken));
        }

        using var activity = StartSpan(image);
        activity?.SetTag("imaging.image.id", image.Id);
        var queued = await images.QueueAsync(image.Id, blob.ETag, activity?.Id, cancellationToken);
        await events.ChangedAsync(image.Id);
        return (queued, null);
    }

    /// <summary>A signed address cannot limit a length, so wrong ones are found, refused and deleted here.</summary>
    private async Task<Refusal?> RefuseAsync(ImageRow image, UploadedBlob blob, CancellationToken cancellationToken)
    {
        var code = blob.Length > image.Length ? ErrorCodes.UploadTooLong : ErrorCodes.UploadTooShort;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{blob.Length} bytes were uploaded; {image.Length} were announced.");
        if (!await images.RefuseUploadAsync(image.Id, code, detail, cancellationToken))
        {
            return await images.FindAsync(image.Id, cancellationToken) is { } now ? RefusedBefore(now) : null;
        }

        await blobs.DeleteUploadAsync(image.Id, cancellationToken);
        await events.ChangedAsync(image.Id);
        return new(code, StatusOf(code), detail);
    }

    /// <summary>In the trace of the ticket, which all that happens to the image belongs to; a link leads to the request that is answered now.</summary>
    private static Activity? StartSpan(ImageRow image)
    {
        ActivityContext.TryParse(image.TraceParent, null, isRemote: true, out var ticket);
        ActivityLink[] links = Activity.Current is { } here ? [new(here.Context)] : [];
        return ImagingTelemetry.Source.StartActivity("imaging queue", ActivityKind.Producer, ticket, links: links);
    }

    /// <summary>The same answer to the same request, however late it is repeated.</summary>
    private static Refusal? RefusedBefore(ImageRow image) => image.ErrorCode
        is ErrorCodes.UploadTooLong or ErrorCodes.UploadTooShort or ErrorCodes.UploadExpired
        ? new(image.ErrorCode, StatusOf(image.ErrorCode), image.ErrorDetail!)
        : null;

    private static int StatusOf(string code) =>
        code == ErrorCodes.UploadTooLong ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status409Conflict;
}
