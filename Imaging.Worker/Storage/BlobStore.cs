using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Imaging.Worker.Storage;

/// <summary>Uploads, derivatives and manifests.</summary>
internal sealed class BlobStore(BlobServiceClient blobs)
{
    private readonly BlobContainerClient uploads = blobs.GetBlobContainerClient(BlobNames.Uploads);
    private readonly BlobContainerClient derivatives = blobs.GetBlobContainerClient(BlobNames.Derivatives);
    private readonly BlobContainerClient manifests = blobs.GetBlobContainerClient(BlobNames.Manifests);

    public BlobClient Upload(string imageId) => uploads.GetBlobClient(imageId);

    public BlobClient Derivative(string path) => derivatives.GetBlobClient(path);

    /// <summary>What lies at the upload's address; null: nothing.</summary>
    public async Task<UploadedBlob?> FindUploadAsync(string imageId, CancellationToken cancellationToken)
    {
        try
        {
            var properties = (await Upload(imageId).GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            return new(properties.ETag.ToString(), properties.ContentLength);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Blocks of a block upload that is not committed yet.</summary>
    public async Task<IReadOnlyList<BlobBlock>> BlocksAsync(string imageId, CancellationToken cancellationToken)
    {
        try
        {
            var client = uploads.GetBlockBlobClient(imageId);
            return [.. (await client.GetBlockListAsync(BlockListTypes.All, cancellationToken: cancellationToken)).Value.UncommittedBlocks];
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    /// <summary>
    /// Writes exactly the bytes that were checked at <c>complete</c> into a file that only this user can read.
    /// </summary>
    /// <exception cref="RequestFailedException">404 or 412: they are there no more.</exception>
    public async Task DownloadAsync(string imageId, string etag, string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        var pinned = new BlobDownloadToOptions { Conditions = new() { IfMatch = new ETag(etag) } };
        await Upload(imageId).DownloadToAsync(file, pinned, cancellationToken);
    }

    public async Task DeleteUploadAsync(string imageId, CancellationToken cancellationToken) =>
        await Upload(imageId).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Writes a derivative; one that is there already has the same bytes, as its address comes from them.</summary>
    public async Task AddDerivativeAsync(string path, string file, string contentType, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = contentType, CacheControl = "private, max-age=31536000, immutable" },
            Conditions = new() { IfNoneMatch = ETag.All },
        };
        try
        {
            await Derivative(path).UploadAsync(file, options, cancellationToken);
        }
        catch (RequestFailedException exists) when (exists.Status == (int)HttpStatusCode.Conflict)
        {
            // Another image, or an earlier attempt, has written it.
        }
    }

    /// <summary>True when every one of <paramref name="paths"/> is there.</summary>
    public async Task<bool> HasDerivativesAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (!await Derivative(path).ExistsAsync(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the manifest unless one stands, and answers the one that stands.</summary>
    public async Task<string> AddManifestAsync(string imageId, string manifest, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = "application/json" },
            Conditions = new() { IfNoneMatch = ETag.All },
        };
        try
        {
            await manifests.GetBlobClient(BlobNames.Manifest(imageId)).UploadAsync(BinaryData.FromString(manifest), options, cancellationToken);
            return manifest;
        }
        catch (RequestFailedException exists) when (exists.Status == (int)HttpStatusCode.Conflict)
        {
            return await FindManifestAsync(imageId, cancellationToken) ?? throw new InvalidOperationException("The manifest was deleted meanwhile.");
        }
    }

    public async Task<string?> FindManifestAsync(string imageId, CancellationToken cancellationToken)
    {
        try
        {
            var blob = manifests.GetBlobClient(BlobNames.Manifest(imageId));
            return (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task DeleteManifestAsync(string imageId, CancellationToken cancellationToken) =>
        await manifests.DeleteBlobIfExistsAsync(BlobNames.Manifest(imageId), cancellationToken: cancellationToken);

    /// <summary>Deletes the manifest, and with it, where <paramref name="prefix"/> is given, all derivatives under it.</summary>
    public async Task DeleteResultsAsync(string imageId, string? prefix, CancellationToken cancellationToken)
    {
        await DeleteManifestAsync(imageId, cancellationToken);
        await DeleteDerivativesAsync(prefix, cancellationToken);
    }

    /// <summary>Deletes all derivatives under <paramref name="prefix"/>; null: none.</summary>
    public async Task DeleteDerivativesAsync(string? prefix, CancellationToken cancellationToken)
    {
        if (prefix is null)
        {
            return;
        }

        await foreach (var blob in derivatives.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix + "/", cancellationToken))
        {
            await derivatives.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
        }
    }
}

/// <param name="ETag">Names this content of the blob.</param>
/// <param name="Length">Bytes.</param>
internal sealed record UploadedBlob(string ETag, long Length);
