using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Webhooks;

/// <summary>
/// Seals secrets for the database: AES-256-GCM, bound to the endpoint that the secret belongs to, so that one row's secret
/// is of no use in another.
/// </summary>
internal sealed partial class SecretBox(
    NpgsqlDataSource database, IOptions<WebhookOptions> options, IHostEnvironment environment, ILogger<SecretBox> logger) : IDisposable
{
    private const int KeyBytes = 32;
    private const byte Version = 1;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private readonly SemaphoreSlim reading = new(1);
    private byte[]? kept;

    /// <summary>True also for none.</summary>
    public static bool IsKey(string? key) => key is null || (Convert.TryFromBase64String(key, new byte[key.Length], out var length) && length == KeyBytes);

    public void Dispose() => reading.Dispose();

    public async Task<byte[]> SealAsync(Guid endpoint, byte[] secret, CancellationToken cancellationToken)
    {
        var key = (await KeysAsync(cancellationToken))[0];
        var sealedSecret = new byte[1 + NonceBytes + TagBytes + secret.Length];
        sealedSecret[0] = Version;
        var nonce = sealedSecret.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, secret, sealedSecret.AsSpan(1 + NonceBytes + TagBytes), sealedSecret.AsSpan(1 + NonceBytes, TagBytes), endpoint.ToByteArray());
        return sealedSecret;
    }

    /// <exception cref="CryptographicException">It was sealed with another key, or for another endpoint.</exception>
    public async Task<byte[]> OpenAsync(Guid endpoint, byte[] sealedSecret, CancellationToken cancellationToken)
    {
        if (sealedSecret.Length <= 1 + NonceBytes + TagBytes || sealedSecret[0] != Version)
        {
            throw new CryptographicException("The sealed secret is not of a form that this version knows.");
        }

        var keys = await KeysAsync(cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                return Open(keys[i], endpoint, sealedSecret);
            }
            catch (AuthenticationTagMismatchException) when (i + 1 < keys.Count)
            {
                // The key before this one may have sealed it.
            }
        }
    }

    private static byte[] Open(byte[] key, Guid endpoint, byte[] sealedSecret)
    {
        var secret = new byte[sealedSecret.Length - 1 - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(
            sealedSecret.AsSpan(1, NonceBytes), sealedSecret.AsSpan(1 + NonceBytes + TagBytes), sealedSecret.AsSpan(1 + NonceBytes, TagBytes),
            secret, endpoint.ToByteArray());
        return secret;
    }

    /// <summary>The first seals; all open. A key that is configured later still opens what the database's own has sealed.</summary>
    private async Task<IReadOnlyList<byte[]>> KeysAsync(CancellationToken cancellationToken)
    {
        var configured = new[] { options.Value.EncryptionKey, options.Value.PreviousEncryptionKey }
            .OfType<string>().Select(Convert.FromBase64String).ToList();
        return [.. configured, await KeptAsync(cancellationToken)];
    }

    private async Task<byte[]> KeptAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            return kept ??= await ReadKeptAsync(cancellationToken);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task<byte[]> ReadKeptAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EncryptionKey is null && !environment.IsDevelopment())
        {
            Log.KeyInDatabase(logger);
        }

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("INSERT INTO webhook_keys (key) VALUES ($1) ON CONFLICT DO NOTHING")
        {
            Parameters = { new() { Value = RandomNumberGenerator.GetBytes(KeyBytes) } },
        });
        // Of two nodes that come at once the first has made it.
        batch.BatchCommands.Add(new("SELECT key FROM webhook_keys"));
        return (byte[])(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Webhooks:EncryptionKey is not set: secrets of webhooks are sealed with a key that lies in the same database.")]
        public static partial void KeyInDatabase(ILogger logger);
    }
}
