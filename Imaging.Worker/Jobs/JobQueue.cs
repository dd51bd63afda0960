using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Imaging.Worker.Jobs;

/// <summary>Queue <c>images</c>, and <c>images-poison</c> for what was given up.</summary>
internal sealed class JobQueue(QueueServiceClient queues)
{
    public const string Name = "images";
    public const string PoisonName = "images-poison";

    /// <summary>The service's own limit for one receive.</summary>
    private const int ReceiveMax = 32;
    private const int ReasonLengthMax = 2_000;
    private const int PoisonLookMax = 1_000;
    private static readonly TimeSpan PoisonHidden = TimeSpan.FromMinutes(1);
    private readonly QueueClient images = queues.GetQueueClient(Name);
    private readonly QueueClient poison = queues.GetQueueClient(PoisonName);

    public Task SendAsync(string imageId, CancellationToken cancellationToken) =>
        images.SendMessageAsync(JobMessage.Write(imageId), visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken);

    public async Task<QueueMessage[]> ReceiveAsync(int count, TimeSpan visibility, CancellationToken cancellationToken) =>
        (await images.ReceiveMessagesAsync(Math.Min(count, ReceiveMax), visibility, cancellationToken)).Value;

    /// <summary>Hides the message anew and answers its new receipt; null when it is gone or another receiver has it.</summary>
    public async Task<string?> HideAsync(string messageId, string receipt, TimeSpan visibility, CancellationToken cancellationToken)
    {
        try
        {
            // The queue counts in whole seconds: rounded up, so that it never comes back before its time.
            var whole = TimeSpan.FromSeconds(Math.Ceiling(visibility.TotalSeconds));
            return (await images.UpdateMessageAsync(messageId, receipt, visibilityTimeout: whole, cancellationToken: cancellationToken)).Value.PopReceipt;
        }
        catch (RequestFailedException gone) when (gone.Status is 400 or 404)
        {
            return null;
        }
    }

    /// <summary>Deletes the message; one that another receiver has by now stays and finds a finished row.</summary>
    public async Task DeleteAsync(string messageId, string receipt, CancellationToken cancellationToken)
    {
        try
        {
            await images.DeleteMessageAsync(messageId, receipt, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status is 400 or 404)
        {
        }
    }

    /// <summary>Writes a record of what was given up, and why.</summary>
    public Task SendPoisonAsync(PoisonRecord record, CancellationToken cancellationToken)
    {
        var reason = record.Reason.Length <= ReasonLengthMax ? record.Reason : record.Reason[..ReasonLengthMax];
        var text = JsonSerializer.Serialize(record with { Reason = reason }, JsonSerializerOptions.Web);
        return poison.SendMessageAsync(text, visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken);
    }

    /// <summary>Takes records of what was given up; they come back after a minute unless they are deleted.</summary>
    public async Task<QueueMessage[]> ReceivePoisonAsync(CancellationToken cancellationToken) =>
        (await poison.ReceiveMessagesAsync(ReceiveMax, PoisonHidden, cancellationToken)).Value;

    public Task DeletePoisonAsync(QueueMessage message, CancellationToken cancellationToken) =>
        poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);

    /// <summary>Deletes the records of one image, where they are among the first thousand; the others are as they were.</summary>
    public async Task RemovePoisonAsync(string imageId, CancellationToken cancellationToken)
    {
        var others = new List<QueueMessage>();
        while (others.Count < PoisonLookMax && await ReceivePoisonAsync(cancellationToken) is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                if (message.MessageText.Contains(imageId, StringComparison.Ordinal))
                {
                    await DeletePoisonAsync(message, cancellationToken);
                }
                else
                {
                    others.Add(message);
                }
            }
        }

        foreach (var message in others)
        {
            await poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: cancellationToken);
        }
    }

    public async Task<int> LengthAsync(CancellationToken cancellationToken) =>
        (await images.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
}
