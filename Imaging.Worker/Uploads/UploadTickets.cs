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
    public async Task<(UploadTicket? Ticket, Refusal? Refusal)> StartAsync(UploadRequest request, string owner, CancellationToken cancellationToken)
    {
        if (rules.Check(request) is { } refusal)
        {
            return (null, refusal);
        }

        var now = time.GetUtcNow();
        var expiresAt = now + options.Value.TicketLifetime;
        var image = new ImageRow
        {
            Id = ImageId.New(),
            Owner = owner,
            Status = ImageStatus.PendingUpload,
            Visibility = ImageVisibility.Private,
            FileName = request.FileName,
            ContentType = request.ContentType,
            Length = request.Length,
            Preset = request.Preset,
            CreatedAt = now.UtcDateTime,
            UploadExpiresAt = expiresAt.UtcDateTime,
            Attempts = 0,
            Fence = 0,
            Version = 1,
            TraceParent = Activity.Current?.Id,
        };
        if (!await images.AddAsync(image, options.Value.PendingPerOwnerMax, cancellationToken))
        {
            return (null, new(ErrorCodes.TooManyUploads, StatusCodes.Status429TooManyRequests,
                $"You have {options.Value.PendingPerOwnerMax} uploads that are not completed; complete or delete one."));
        }

        metrics.UploadStarted();
        // Create only: a second PUT, a read or a list with this address is refused by storage itself.
        var address = await signer.SignAsync(blobs.Upload(image.Id), BlobSasPermissions.Create, expiresAt, cancellationToken);
        return (new(image.Id, address, $"/images/{image.Id}", expiresAt), null);
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
}
