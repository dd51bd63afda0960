using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>Which partition a room belongs to, and the Redis keys of both. All keys of a partition share one hash slot.</summary>
internal sealed class Partitions(IOptions<StorageOptions> options)
{
    private readonly string[] prefixes = [.. Enumerable.Range(0, options.Value.Partitions)
        .Select(partition => string.Create(CultureInfo.InvariantCulture, $"chat:{{p{partition:00}}}:"))];

    public int Count => prefixes.Length;

    /// <summary>What every key of the partition begins with.</summary>
    public string Prefix(int partition) => prefixes[partition];

    public RedisKey Stream(int partition) => prefixes[partition] + "stream";

    public RedisKey Poison(int partition) => prefixes[partition] + "poison";

    public RedisKey Owner(int partition) => prefixes[partition] + "owner";

    public string Wake(int partition) => prefixes[partition] + "wake";

    /// <summary>Channel on which a node hears its own probes.</summary>
    public string Probe(int partition, string node) => $"{prefixes[partition]}probe:{node}";

    public RoomKeys Of(string room)
    {
        var partition = PartitionOf(room);
        return new(partition, prefixes[partition], room);
    }

    /// <summary>FNV-1a: the same on every node and in every version, unlike <see cref="string.GetHashCode()"/>.</summary>
    public int PartitionOf(string room)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(room))
        {
            hash = (hash ^ value) * 16777619u;
        }

        return (int)(hash % (uint)Count);
    }
}

/// <summary>Redis keys of one room.</summary>
internal readonly record struct RoomKeys(int Partition, string Prefix, string Room)
{
    public RedisKey Counter => $"{Prefix}counter:{Room}";

    public RedisKey Window => $"{Prefix}window:{Room}";

    public RedisKey Stream => Prefix + "stream";

    public string Wake => Prefix + "wake";

    /// <summary>Sharded on a cluster and on a single server alike: one code path, and Redis 7 has it everywhere.</summary>
    public string Channel => $"{Prefix}room:{Room}";

    /// <summary>What a sender's message id became; the sender stands last, since it may hold any character.</summary>
    public RedisKey ClientMessage(Guid id, string sender) => $"{Prefix}id:{Room}:{id:N}:{sender}";

    /// <summary>While it is there, the user's turn in slow mode is taken, by the message that it names.</summary>
    public RedisKey SlowMode(string user, TimeSpan pause) => $"{Prefix}slow:{Room}:{pause.TotalSeconds:0}:{user}";
}
