using Gateway.Api.Composition.Plans;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Composition.Parts;

/// <summary>
/// Keeps bodies of parts, within a bound in bytes: a memory cache of our own, since the shared one counts no bytes. What is over
/// the bound is not kept, and the least used entries make room.
/// </summary>
internal sealed class PartCache : IDisposable
{
    /// <summary>What an entry costs beside its body and key, roughly.</summary>
    private const int OverheadBytes = 512;

    private readonly MemoryCache entries;
    private readonly TimeProvider time;
    private readonly long bytesMax;

    public PartCache(PlanStore plans, TimeProvider time)
    {
        this.time = time;
        bytesMax = plans.Current.CacheBytesMax;
        entries = new(Options.Create(new MemoryCacheOptions
        {
            SizeLimit = bytesMax, CompactionPercentage = 0.1, ExpirationScanFrequency = TimeSpan.FromSeconds(10), TrackStatistics = true,
            Clock = new Clock(time),
        }));
    }

    /// <summary>Bytes that are kept, overhead included.</summary>
    public long Bytes => entries.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    public CachedPart? Find(string key) => entries.TryGetValue(key, out CachedPart? cached) ? cached : null;

    public TimeSpan AgeOf(CachedPart cached) => time.GetElapsedTime(cached.StoredAt);

    /// <summary>Keeps a copy of the answer: fresh as long as plan and service allow, and there for as long as anybody may use it.</summary>
    public void Keep(string key, ComposedPart part, PartAnswer answer)
    {
        var said = answer.Freshness;
        var ttl = part.Cache?.Ttl ?? TimeSpan.Zero;
        var fresh = said.IsKnown ? TimeSpan.FromSeconds(Math.Min(ttl.TotalSeconds, said.Seconds)) : ttl;
        var size = answer.Length + (key.Length * 2) + OverheadBytes;
        // What is one user's is kept only where the plan tells users apart.
        if (!said.IsStored || (!said.IsShared && !part.IsToldApartByUser) || size > bytesMax)
        {
            return;
        }

        var stays = fresh + Max(part.Cache?.StaleWhileRevalidate, part.Cache?.StaleIfError, part.Fallback is { IsLastGood: true } ? Fallback.LastGoodAge : null);
        if (stays > TimeSpan.Zero)
        {
            using var entry = entries.CreateEntry(key);
            entry.Size = size;
            entry.AbsoluteExpirationRelativeToNow = stays;
            entry.Value = new CachedPart(PartAnswer.Lasting(answer.Body.ToArray(), said), time.GetTimestamp(), fresh);
        }
    }

    public void Dispose() => entries.Dispose();

    private static TimeSpan Max(params ReadOnlySpan<TimeSpan?> times)
    {
        var max = TimeSpan.Zero;
        foreach (var candidate in times)
        {
            max = candidate > max ? candidate.Value : max;
        }

        return max;
    }

#pragma warning disable CS0618 // ISystemClock: the only clock that the memory cache takes.
    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
#pragma warning restore CS0618
}
