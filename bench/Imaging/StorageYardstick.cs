using Azure.Storage.Blobs;
using Bench.Lab.Load;

namespace Bench.Imaging;

/// <summary>
/// Asks the storage for a blob's properties, again and again while something else goes on: the least that any call which asks the storage
/// takes at that time. Whoever completes an upload asks it twice, one after the other.
/// </summary>
internal sealed class StorageYardstick : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task asking;

    private StorageYardstick(BlobClient blob, LatencyRecorder answers) => asking = AskAsync(blob, answers);

    /// <summary>Puts a blob of one byte there and begins to ask.</summary>
    public static async Task<StorageYardstick> StartAsync(string connectionString, LatencyRecorder answers, CancellationToken cancellationToken)
    {
        var container = new BlobContainerClient(connectionString, "yardstick");
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var blob = container.GetBlobClient("one-byte");
        await blob.UploadAsync(new BinaryData([0]), overwrite: true, cancellationToken);
        return new(blob, answers);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await asking;
        stopping.Dispose();
    }

    /// <summary>One question after the other, as one client asks.</summary>
    private async Task AskAsync(BlobClient blob, LatencyRecorder answers)
    {
        try
        {
            using var timer = new PeriodicTimer(Between);
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                var began = TimeProvider.System.GetTimestamp();
                await blob.GetPropertiesAsync(cancellationToken: stopping.Token);
                answers.DoneSince(began);
            }
        }
        catch (OperationCanceledException)
        {
            // It has been long enough.
        }
    }
}
