using System.Net;
using System.Security.Cryptography;
using Azure;
using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs;

/// <summary>The work of one attempt: from the upload to a standing manifest. Safe to be done twice, also at the same time.</summary>
internal sealed class ImageWork(
    BlobStore blobs, DerivativeTable derivatives, RunPipeline pipeline, PresetCatalog presets, ImageEvents events, ImagingMetrics metrics,
    DecodedBudget budget, StepShares shares, WorkShares told, TimeProvider time)
{
    /// <summary>Derivatives of one image on their way at once: storage is far, and a slot that waits for it does nothing else.</summary>
    private const int UploadsAtOnce = 4;

    /// <summary>What is before and behind the steps of the pipeline; no preset has steps of such names.</summary>
    private const string Fetching = "(fetch)";
    private const string Publishing = "(publish)";

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
            var progress = new WorkProgress(image, shares, told, time);
            progress.Begin(Fetching);
            var source = Path.Combine(folder.FullName, "source");
            await DownloadAsync(image, source, cancellationToken);
            var prefix = BlobNames.DerivativesOf(image.Owner, await HashAsync(source, cancellationToken), presets.HashOf(image.Preset));
            // Before anything is looked at or written there: from here on nobody deletes it.
            if (!await derivatives.ReferAsync(image, prefix, cancellationToken))
            {
                throw new LeaseLostException();
            }

            if (await FindSameAsync(image, prefix, cancellationToken) is { } same)
            {
                return await blobs.AddManifestAsync(image.Id, same.ToJson(), cancellationToken);
            }

            using var share = await AdmitAsync(source, cancellationToken);
            var work = folder.CreateSubdirectory("work").FullName;
            var result = await RunPipelineAsync(image, source, work, progress, cancellationToken);
            foreach (var timing in result.Timings)
            {
                metrics.StepEnded(timing.Step, timing.Milliseconds);
            }

            progress.Begin(Publishing);
            var manifest = await PublishAsync(image, prefix, result, cancellationToken);
            progress.End();
            return manifest;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Waits until the decoded picture has room beside those in work.</summary>
    private async Task<IDisposable> AdmitAsync(string source, CancellationToken cancellationToken)
    {
        using var activity = ImagingTelemetry.Source.StartActivity("imaging admission");
        var bytes = await DecodedSize.EstimateAsync(source, cancellationToken);
        activity?.SetTag("imaging.decoded.bytes", bytes);
        var began = time.GetTimestamp();
        var share = await budget.EnterAsync(bytes, cancellationToken);
        metrics.Admitted(time.GetElapsedTime(began));
        return share;
    }

    private async Task<PipelineResult> RunPipelineAsync(
        ImageRow image, string source, string work, WorkProgress progress, CancellationToken cancellationToken)
    {
        using var steps = new StepReport(events, progress, image.Id);
        return await pipeline(new PipelineInput(source, image.ContentType, image.Preset, work, steps), cancellationToken);
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    /// <summary>
    /// What the same bytes of the same owner became by the same preset, as this image's own manifest; null: they have to be worked.
    /// The bytes stay the same when they are declared as something else, but then the pipeline must refuse them.
    /// </summary>
    private async Task<Manifest?> FindSameAsync(ImageRow image, string prefix, CancellationToken cancellationToken)
    {
        if (await derivatives.FindManifestAsync(prefix, cancellationToken) is not { } json
            || Manifest.Parse(json) is not { } same
            || same.Source.ContentType != image.ContentType
            || !await blobs.HasDerivativesAsync(same.Variants.Select(variant => $"{prefix}/{variant.File}"), cancellationToken))
        {
            return null;
        }

        return same with { Id = image.Id, Preset = image.Preset };
    }

    private async Task DownloadAsync(ImageRow image, string path, CancellationToken cancellationToken)
    {
        using var activity = ImagingTelemetry.Source.StartActivity("imaging download");
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
    private async Task<string> PublishAsync(ImageRow image, string prefix, PipelineResult result, CancellationToken cancellationToken)
    {
        using var activity = ImagingTelemetry.Source.StartActivity("imaging publish");
        await Parallel.ForEachAsync(
            result.Variants, new ParallelOptions { MaxDegreeOfParallelism = UploadsAtOnce, CancellationToken = cancellationToken },
            async (variant, stop) => await blobs.AddDerivativeAsync(
                $"{prefix}/{Path.GetFileName(variant.FilePath)}", variant.FilePath, variant.ContentType, stop));

        var variants = result.Variants.Select(variant => new ManifestVariant(
            variant.Name, Path.GetFileName(variant.FilePath), variant.ContentType, variant.Width, variant.Height, variant.Bytes));
        var manifest = new Manifest(image.Id, image.Preset, prefix, result.Source, [.. variants], result.Results, result.Timings);
        return await blobs.AddManifestAsync(image.Id, manifest.ToJson(), cancellationToken);
    }
}
