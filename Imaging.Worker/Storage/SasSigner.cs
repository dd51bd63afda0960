using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Imaging.Worker.Storage;

/// <summary>
/// Signs addresses of single blobs: by the account key where the client has one (the emulator), else by a user delegation key, as
/// accounts in Azure refuse shared keys.
/// </summary>
internal sealed class SasSigner(BlobServiceClient blobs, TimeProvider time) : IDisposable
{
    /// <summary>A clock that is behind ours must not find the address not yet valid.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(2);
    private readonly SemaphoreSlim exclusive = new(1, 1);
    private UserDelegationKey? key;

    /// <summary>An address of <paramref name="blob"/> that allows <paramref name="permissions"/> until <paramref name="expiresAt"/> (at most a day away).</summary>
    public async Task<Uri> SignAsync(BlobClient blob, BlobSasPermissions permissions, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var sas = new BlobSasBuilder(permissions, expiresAt)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            StartsOn = time.GetUtcNow() - Skew,
        };
        return blob.CanGenerateSasUri
            ? blob.GenerateSasUri(sas)
            : new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(await KeyAsync(expiresAt, cancellationToken), blobs.AccountName) }.ToUri();
    }

    public void Dispose() => exclusive.Dispose();

    private async Task<UserDelegationKey> KeyAsync(DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        if (key is { } fresh && fresh.SignedExpiresOn > expiresAt)
        {
            return fresh;
        }

        await exclusive.WaitAsync(cancellationToken);
        try
        {
            if (key is null || key.SignedExpiresOn <= expiresAt)
            {
                var now = time.GetUtcNow();
                var options = new BlobGetUserDelegationKeyOptions(now + KeyLifetime) { StartsOn = now - Skew };
                key = (await blobs.GetUserDelegationKeyAsync(options, cancellationToken)).Value;
            }

            return key;
        }
        finally
        {
            exclusive.Release();
        }
    }
}
