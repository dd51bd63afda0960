using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Uploads;

/// <summary>
/// Follows one image until it is finished: <c>status</c> whenever the row changes, <c>progress</c> at each step, <c>heartbeat</c> when
/// nothing happens. The event id is the row's version: who comes back with the present one is told nothing twice.
/// </summary>
internal sealed class EventStream(
    ImageTable images, ImageViews views, ImageEvents events, IOptions<UploadOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Pause between looks at the row while Redis is away.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private int open;

    /// <summary>Takes one of the streams that may be open; false: all are taken.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref open) <= options.Value.EventStreamsMax)
        {
            return true;
        }

        Interlocked.Decrement(ref open);
        return false;
    }

    /// <summary>To be read after <see cref="TryOpen"/> said yes, to its end or until it is disposed.</summary>
    public async IAsyncEnumerable<SseItem<object>> FollowAsync(
        string imageId, long seenVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            // Listen first, then look: nothing falls between.
            await using var subscription = await events.ListenAsync(imageId);
            var heartbeatAt = time.GetTimestamp();
            // A process that stops ends its streams: clients come back elsewhere with the id that they saw last.
            while (!lifetime.ApplicationStopping.IsCancellationRequested && await images.FindAsync(imageId, cancellationToken) is { } image)
            {
                if (image.Version > seenVersion)
                {
                    seenVersion = image.Version;
                    heartbeatAt = time.GetTimestamp();
                    yield return Item("status", await views.WithQueueAsync(image, cancellationToken), seenVersion);
                }

                if (image.IsFinished)
                {
                    yield break;
                }

                while (await NextAsync(subscription, cancellationToken) is { Step: { } step })
                {
                    heartbeatAt = time.GetTimestamp();
                    yield return Item("progress", new StepView(step), seenVersion);
                }

                if (time.GetElapsedTime(heartbeatAt) >= options.Value.Heartbeat)
                {
                    heartbeatAt = time.GetTimestamp();
                    yield return Item("heartbeat", new { }, seenVersion);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private static SseItem<object> Item(string type, object data, long version) =>
        new(data, type) { EventId = version.ToString(CultureInfo.InvariantCulture) };

    /// <summary>The next hint; null after a pause without one.</summary>
    private async Task<ImageEvents.Hint?> NextAsync(ImageEvents.Subscription subscription, CancellationToken cancellationToken)
    {
        var pause = events.IsConnected || options.Value.Heartbeat < Look ? options.Value.Heartbeat : Look;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        limit.CancelAfter(pause);
        try
        {
            return await subscription.Hints.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <param name="Step">The step that the worker began.</param>
    private sealed record StepView(string Step);
}
