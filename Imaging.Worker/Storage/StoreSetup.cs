using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs;
using Imaging.Worker.Uploads;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>Before anything else starts: the schema, the containers and the queues stand.</summary>
internal sealed class StoreSetup(
    NpgsqlDataSource database, BlobServiceClient blobs, QueueServiceClient queues,
    IOptions<ImagingOptions> imaging, IOptions<UploadOptions> uploads) : IHostedLifecycleService
{
    private const int CorsCacheSeconds = 3_600;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await Schema.UpgradeAsync(database, cancellationToken);
        // Only the emulator has a key for us; in Azure the infrastructure makes and rules all of this, and the roles would not allow it here.
        if (!blobs.CanGenerateAccountSasUri)
        {
            return;
        }

        foreach (var container in (string[])[BlobNames.Uploads, BlobNames.Derivatives, BlobNames.Manifests])
        {
            await blobs.GetBlobContainerClient(container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        foreach (var queue in (string[])[JobQueue.Name, JobQueue.PoisonName])
        {
            await queues.GetQueueClient(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }

        if (imaging.Value.Role != ImagingRole.Worker)
        {
            await AllowBrowserUploadsAsync(cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AllowBrowserUploadsAsync(CancellationToken cancellationToken)
    {
        var properties = (await blobs.GetPropertiesAsync(cancellationToken)).Value;
        properties.Cors.Clear();
        if (uploads.Value.AllowedOrigins.Count > 0)
        {
            properties.Cors.Add(new BlobCorsRule
            {
                AllowedOrigins = string.Join(',', uploads.Value.AllowedOrigins),
                AllowedMethods = "PUT,GET,OPTIONS",
                AllowedHeaders = "content-type,x-ms-*",
                ExposedHeaders = "etag,x-ms-*",
                MaxAgeInSeconds = CorsCacheSeconds,
            });
        }

        await blobs.SetPropertiesAsync(properties, cancellationToken);
    }
}
