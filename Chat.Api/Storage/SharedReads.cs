using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace Chat.Api.Storage;

/// <summary>Reads that many ask for at once: one is made, all get its answer, and it is kept for a short while.</summary>
/// <param name="kept">How long an answer is kept.</param>
/// <param name="sizeMax">Most that is kept, in the unit of <paramref name="size"/>.</param>
/// <param name="size">Size of an answer.</param>
internal sealed class SharedReads<TKey, TValue>(TimeSpan kept, long sizeMax, Func<TValue, long> size) : IDisposable
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> running = new();
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = sizeMax });

    /// <param name="key">What is read.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="serves">False for a kept answer that is too old; null: none is.</param>
    public Task<TValue> GetAsync(TKey key, Func<Task<TValue>> read, Func<TValue, bool>? serves = null) =>
        known.TryGetValue(key, out TValue? value) && serves?.Invoke(value!) != false
        ? Task.FromResult(value!)
        : running.GetOrAdd(key, _ => new(() => RunAsync(key, read, serves))).Value;

    public void Dispose() => known.Dispose();

    private async Task<TValue> RunAsync(TKey key, Func<Task<TValue>> read, Func<TValue, bool>? serves)
    {
        try
        {
            // Another reading may have ended since it was looked for.
            if (known.TryGetValue(key, out TValue? latest) && serves?.Invoke(latest!) != false)
            {
                return latest!;
            }

            var value = await read();
            known.Set(key, value, new MemoryCacheEntryOptions { Size = size(value), AbsoluteExpirationRelativeToNow = kept });
            return value;
        }
        finally
        {
            running.TryRemove(key, out _);
        }
    }
}
