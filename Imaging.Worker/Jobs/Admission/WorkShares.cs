using StackExchange.Redis;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>How far the images in work are, as their workers say in Redis. A hint: without it the time since they began has to do.</summary>
internal sealed class WorkShares(IConnectionMultiplexer redis)
{
    /// <summary>Longer than any step takes: what is older is of a worker that has died.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    /// <summary>Nobody waits for it, and it is lost where Redis is away.</summary>
    public void Set(string imageId, double share) =>
        redis.GetDatabase().StringSet(KeyOf(imageId), share, Kept, flags: CommandFlags.FireAndForget);

    /// <summary>The same images with their shares, where these are known.</summary>
    public async Task<IReadOnlyList<WorkBegun>> AddToAsync(IReadOnlyList<WorkBegun> inWork)
    {
        // A connection that is away is asked for nothing: whoever wants a place in the queue would wait for its timeout.
        if (inWork.Count == 0 || !redis.IsConnected)
        {
            return inWork;
        }

        try
        {
            var shares = await redis.GetDatabase().StringGetAsync([.. inWork.Select(image => KeyOf(image.Id))]);
            return [.. inWork.Zip(shares, (image, share) => image with { Share = share.TryParse(out double known) ? known : null })];
        }
        catch (RedisException)
        {
            return inWork;
        }
    }

    private static RedisKey KeyOf(string imageId) => $"imaging:share:{imageId}";
}
