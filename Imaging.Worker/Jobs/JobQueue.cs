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
    private readonly QueueClient images = queues.GetQueueClient(Name);
    private readonly QueueClient poison = queues.GetQueueClient(PoisonName);

    public Task SendAsync(string imageId, string? traceParent, CancellationToken cancellationToken) =>
        images.SendMessageAsync(JobMessage.Write(imageId, traceParent), visibilityTimeout: null, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken);

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

    public async Task<int> LengthAsync(CancellationToken cancellationToken) =>
        (await images.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
}

/// <param name="ImageId">Null for a message that could not be read.</param>
/// <param name="Code">Why in one word, such as <c>attempts-exhausted</c>.</param>
/// <param name="Reason">Why in a sentence, or the message itself.</param>
/// <param name="Attempts">Times that it was tried.</param>
internal sealed record PoisonRecord(string? ImageId, string Code, string Reason, int Attempts);
