using System.Text.Json;
using System.Threading.Channels;
using StackExchange.Redis;

namespace Imaging.Worker.Jobs;

/// <summary>
/// Tells whoever listens that something happened to an image, by Redis pub/sub. A hint, never the truth: that is the row, which
/// listeners read again at every hint and now and then without one.
/// </summary>
internal sealed partial class ImageEvents(IConnectionMultiplexer redis, TimeProvider time, ILogger<ImageEvents> logger)
{
    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int HintsKept = 64;
    private static readonly RedisChannel Waiting = RedisChannel.Literal("imaging:waiting");

    /// <summary>True while hints can be expected.</summary>
    public bool IsConnected => redis.IsConnected;

    /// <summary>The row of the image changed.</summary>
    public Task ChangedAsync(string imageId) => PublishAsync(Of(imageId), string.Empty);

    /// <summary>The worker began a step.</summary>
    public Task StepAsync(string imageId, string step) => PublishAsync(Of(imageId), JsonSerializer.Serialize(new Hint(step)));

    /// <summary>A message was sent: workers need not wait for their next look.</summary>
    public Task SentAsync() => PublishAsync(Waiting, string.Empty);

    /// <summary>Calls <paramref name="wake"/> at each message that is sent.</summary>
    /// <exception cref="RedisException">Redis does not answer; the subscription is made when it does.</exception>
    /// <exception cref="TimeoutException">So far it has said nothing.</exception>
    public async Task OnSentAsync(Action wake) => await redis.GetSubscriber().SubscribeAsync(Waiting, (_, _) => wake()).WaitAsync(Patience, time);

    /// <summary>Hints about one image until the subscription is disposed; the oldest are dropped for a listener that is slow.</summary>
    public async Task<Subscription> ListenAsync(string imageId)
    {
        var hints = Channel.CreateBounded<Hint>(new BoundedChannelOptions(HintsKept) { FullMode = BoundedChannelFullMode.DropOldest });
        var channel = Of(imageId);
        Action<RedisChannel, RedisValue> handler = (_, value) => hints.Writer.TryWrite(
            value.IsNullOrEmpty ? new Hint(null) : JsonSerializer.Deserialize<Hint>((string)value!) ?? new Hint(null));
        try
        {
            await redis.GetSubscriber().SubscribeAsync(channel, handler).WaitAsync(Patience, time);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Log.NotHeard(logger, exception);
        }

        return new(hints.Reader, async () => await redis.GetSubscriber().UnsubscribeAsync(channel, handler).WaitAsync(Patience, time));
    }

    private static RedisChannel Of(string imageId) => RedisChannel.Literal($"imaging:image:{imageId}");

    private async Task PublishAsync(RedisChannel channel, string hint)
    {
        try
        {
            // Nobody waits for a hint: work must not stand still with a Redis that says nothing.
            await redis.GetSubscriber().PublishAsync(channel, hint, CommandFlags.FireAndForget);
        }
        catch (RedisException exception)
        {
            // Listeners poll; nothing is lost.
            Log.NotTold(logger, exception);
        }
    }

    /// <param name="Step">The step that began; null: the row changed.</param>
    internal sealed record Hint(string? Step);

    internal sealed class Subscription(ChannelReader<Hint> hints, Func<Task> end) : IAsyncDisposable
    {
        public ChannelReader<Hint> Hints => hints;

        public async ValueTask DisposeAsync()
        {
            try
            {
                await end();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // The connection is gone, and the subscription with it.
            }
        }
    }
}
