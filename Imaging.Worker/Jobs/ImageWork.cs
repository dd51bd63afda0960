using System.Net;
using Azure;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs;

/// <summary>The work of one attempt: from the upload to a standing manifest. Safe to be done twice, also at the same time.</summary>
internal sealed class ImageWork(BlobStore blobs, RunPipeline pipeline, PresetCatalog presets, ImageEvents events, ImagingMetrics metrics)
{
    /// <summary>Answers the manifest that stands, as JSON.</summary>
    /// <exception cref="ImageRejectedException">The image is refused for good.</exception>
    public async Task<string> RunAsync(ImageRow image, CancellationToken cancellationToken)
    {
        // An earlier attempt may have died between the manifest and the row.
        if (image.Fence > 1 && await blobs.FindManifestAsync(image.Id, cancellationToken) is { } standing)
        {
            return standing;
        }

        // Private to this user: CreateTempSubdirectory makes it 0700.
        var folder = Directory.CreateTempSubdirectory("imaging-");
        try
        {
            var source = Path.Combine(folder.FullName, "source");
            await DownloadAsync(image, source, cancellationToken);
            var work = folder.CreateSubdirectory("work").FullName;
            var input = new PipelineInput(source, image.ContentType, image.Preset, work, new StepReport(events, image.Id));
            var result = await pipeline(input, cancellationToken);
            foreach (var timing in result.Timings)
            {
                metrics.StepEnded(timing.Step, timing.Milliseconds);
            }

            return await PublishAsync(image, result, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task DownloadAsync(ImageRow image, string path, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.DownloadAsync(image.Id, image.UploadETag!, path, cancellationToken);
        }
        catch (RequestFailedException changed) when (changed.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.PreconditionFailed)
        {
            throw new ImageRejectedException(ErrorCodes.UploadChanged, "The upload is not what it was when it was completed.");
        }
    }

    /// <summary>Derivatives first, the manifest last: a reader sees all or nothing.</summary>
    private async Task<string> PublishAsync(ImageRow image, PipelineResult result, CancellationToken cancellationToken)
    {
        var prefix = BlobNames.DerivativesOf(image.Owner, result.Source.Sha256, presets.HashOf(image.Preset));
        foreach (var variant in result.Variants)
        {
            await blobs.AddDerivativeAsync(
                $"{prefix}/{Path.GetFileName(variant.FilePath)}", variant.FilePath, variant.ContentType, cancellationToken);
        }

        var variants = result.Variants.Select(variant => new ManifestVariant(
            variant.Name, Path.GetFileName(variant.FilePath), variant.ContentType, variant.Width, variant.Height, variant.Bytes));
        var manifest = new Manifest(image.Id, image.Preset, prefix, result.Source, [.. variants], result.Results, result.Timings);
        return await blobs.AddManifestAsync(image.Id, manifest.ToJson(), cancellationToken);
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it keeps the order: nothing is posted to another thread before it is sent.</summary>
    private sealed class StepReport(ImageEvents events, string imageId) : IProgress<string>
    {
        // A hint that is lost costs nothing, so nobody waits for it.
        public void Report(string value) => _ = events.StepAsync(imageId, value);
    }
}
