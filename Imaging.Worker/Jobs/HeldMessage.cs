using Azure.Storage.Queues.Models;

namespace Imaging.Worker.Jobs;

/// <summary>A received message with its newest receipt: each renewal gives another, and only the newest counts.</summary>
internal sealed class HeldMessage(JobQueue queue, QueueMessage message) : IDisposable
{
    private readonly SemaphoreSlim exclusive = new(1, 1);
    private string? receipt = message.PopReceipt;

    public string Text => message.MessageText;

    /// <summary>Hides the message for <paramref name="visibility"/> from now.</summary>
    public async Task HideAsync(TimeSpan visibility, CancellationToken cancellationToken)
    {
        await exclusive.WaitAsync(cancellationToken);
        try
        {
            receipt = receipt is null ? null : await queue.HideAsync(message.MessageId, receipt, visibility, cancellationToken);
        }
        finally
        {
            exclusive.Release();
        }
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await exclusive.WaitAsync(cancellationToken);
        try
        {
            if (receipt is not null)
            {
                await queue.DeleteAsync(message.MessageId, receipt, cancellationToken);
                receipt = null;
            }
        }
        finally
        {
            exclusive.Release();
        }
    }

    public void Dispose() => exclusive.Dispose();
}
