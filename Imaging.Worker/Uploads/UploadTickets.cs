using System.Diagnostics;
using Azure.Storage.Sas;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;

namespace Imaging.Worker.Uploads;

/// <summary>Addresses to upload to. The bytes go from the client to storage, never through here.</summary>
internal sealed class UploadTickets(
    ImageTable images, BlobStore blobs, SasSigner signer, UploadRules rules, ImagingMetrics metrics, IOptions<UploadOptions> options, TimeProvider time)
{
    /// <summary>A new upload; under a key that the owner has used before, the upload that was made then.</summary>
    public async Task<(UploadTicket? Ticket, Refusal? Refusal)> StartAsync(
        UploadRequest request, string owner, string? key, CancellationToken cancellationToken)
    {
        if (rules.Check(request, key) is { } refusal)
        {
            return (null, refusal);
        }

        var image = NewImage(request, owner);
        var limits = new UploadLimits(options.Value.PendingPerOwnerMax, options.Value.BytesPerOwnerPerDayMax);
        if (await images.AddAsync(image, key, limits, cancellationToken))
        {
            metrics.UploadStarted();
            return (await TicketAsync(image, cancellationToken), null);
        }

        return key is not null && await images.FindByKeyAsync(owner, key, cancellationToken) is { } known
            ? await RepeatAsync(known, request, cancellationToken)
            : (null, await OverLimitAsync(owner, limits, cancellationToken));
    }

    /// <summary>An address for blocks, also for an upload whose first address has expired meanwhile.</summary>
    public async Task<(BlockUploadTicket? Ticket, Refusal? Refusal)> RenewAsync(ImageRow image, CancellationToken cancellationToken)
    {
        var last = new DateTimeOffset(image.CreatedAt) + options.Value.UploadTimeMax;
        var wanted = time.GetUtcNow() + options.Value.TicketLifetime;
        var expiresAt = wanted < last ? wanted : last;
        if (expiresAt <= time.GetUtcNow() || !await images.ExtendUploadAsync(image.Id, expiresAt, cancellationToken))
        {
            return (null, new(ErrorCodes.NotPending, StatusCodes.Status409Conflict, "The image waits for no upload any more."));
        }

        var permissions = BlobSasPermissions.Create | BlobSasPermissions.Write;
        return (new(await signer.SignAsync(blobs.Upload(image.Id), permissions, expiresAt, cancellationToken), expiresAt), null);
    }

    private ImageRow NewImage(UploadRequest request, string owner)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = ImageId.New(),
            Owner = owner,
            Status = ImageStatus.PendingUpload,
            Visibility = ImageVisibility.Private,
            FileName = request.FileName,
            ContentType = request.ContentType,
            Length = request.Length,
            Preset = request.Preset,
            Bulk = request.Priority == UploadPriority.Bulk,
            CreatedAt = now.UtcDateTime,
            UploadExpiresAt = (now + options.Value.TicketLifetime).UtcDateTime,
            Attempts = 0,
            Fence = 0,
            Version = 1,
            TraceParent = Activity.Current?.Id,
        };
    }

    private async Task<UploadTicket> TicketAsync(ImageRow image, CancellationToken cancellationToken)
    {
        // Create only: a second PUT, a read or a list with this address is refused by storage itself.
        var expiresAt = new DateTimeOffset(image.UploadExpiresAt);
        var address = await signer.SignAsync(blobs.Upload(image.Id), BlobSasPermissions.Create, expiresAt, cancellationToken);
        return new(image.Id, address, $"/images/{image.Id}", expiresAt);
    }

    /// <summary>The answer that the first request had, as long as the upload waits for its bytes.</summary>
    private async Task<(UploadTicket? Ticket, Refusal? Refusal)> RepeatAsync(
        ImageRow known, UploadRequest request, CancellationToken cancellationToken)
    {
        if (known.Asked != request with { Priority = request.Priority ?? UploadPriority.Interactive })
        {
            return (null, IdempotencyKey.Reused);
        }

        return known.Status == ImageStatus.PendingUpload
            ? (await TicketAsync(known, cancellationToken), null)
            : (null, new(ErrorCodes.NotPending, StatusCodes.Status409Conflict, $"Image {known.Id}, which has this key, waits for no upload any more."));
    }

    private async Task<Refusal> OverLimitAsync(string owner, UploadLimits limits, CancellationToken cancellationToken) =>
        await images.CountPendingAsync(owner, cancellationToken) >= limits.PendingMax
            ? new(ErrorCodes.TooManyUploads, StatusCodes.Status429TooManyRequests,
                $"You have {limits.PendingMax} uploads that are not completed; complete or delete one.")
            : new(ErrorCodes.UploadQuotaExceeded, StatusCodes.Status429TooManyRequests,
                $"You may upload {limits.BytesPerDayMax} bytes a day (UTC); this one is over it.");
}
