using Azure.Storage.Sas;
using Imaging.Worker.Jobs;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Storage;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Uploads;

/// <summary>Makes views of rows.</summary>
internal sealed class ImageViews(QueuePlaces queue, BlobStore blobs, SasSigner signer, IOptions<UploadOptions> options, TimeProvider time)
{
    /// <summary>Without place in the queue and without signed addresses.</summary>
    public static ImageView Plain(ImageRow image) => new(
        image.Id, image.Status, image.Version, image.FileName, image.ContentType, image.Length, image.Preset, image.Visibility,
        image.CreatedAt, image.FinishedAt, image.Attempts, Queue: null, ErrorOf(image), Result: null);

    /// <summary>With place in the queue, without signed addresses.</summary>
    public async Task<ImageView> WithQueueAsync(ImageRow image, CancellationToken cancellationToken)
    {
        if (image.Status != ImageStatus.Queued)
        {
            return Plain(image);
        }

        var place = await queue.OfAsync(image, cancellationToken);
        return Plain(image) with { Queue = new(place.Position, place.WaitSeconds) };
    }

    /// <summary>With everything; the answer must not be stored.</summary>
    public async Task<ImageView> WholeAsync(ImageRow image, CancellationToken cancellationToken) => image.Manifest is { } manifest
        ? Plain(image) with { Result = await ResultOfAsync(Manifest.Parse(manifest), cancellationToken) }
        : await WithQueueAsync(image, cancellationToken);

    /// <summary>For everybody but the owner; the answer must not be stored.</summary>
    public async Task<SharedImageView> SharedAsync(ImageRow image, CancellationToken cancellationToken)
    {
        var result = image.Manifest is { } manifest ? await ResultOfAsync(Manifest.Parse(manifest), cancellationToken) : null;
        return new(image.Id, image.Status, image.Visibility, result is null ? null : new(result.ExpiresAt, BlurHashOf(result), result.Variants));
    }

    private static string? BlurHashOf(ResultView result) => result.Results.TryGetValue("blurhash", out var hash) ? hash.GetString() : null;

    private static ErrorView? ErrorOf(ImageRow image) => image.Status == ImageStatus.Failed ? new(image.ErrorCode!, image.ErrorDetail) : null;

    private async Task<ResultView> ResultOfAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var expiresAt = time.GetUtcNow() + options.Value.ReadLifetime;
        var variants = new List<VariantView>(manifest.Variants.Count);
        foreach (var variant in manifest.Variants)
        {
            var blob = blobs.Derivative($"{manifest.Derivatives}/{variant.File}");
            var url = await signer.SignAsync(blob, BlobSasPermissions.Read, expiresAt, cancellationToken);
            variants.Add(new(variant.Name, url, variant.ContentType, variant.Width, variant.Height, variant.Bytes));
        }

        return new(expiresAt, manifest.Source, variants, manifest.Results, manifest.Timings);
    }
}
