using System.Globalization;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Presence;

/// <summary>Reads who is in a room, on all nodes.</summary>
internal sealed class PresenceReader(IConnectionMultiplexer redis, Partitions partitions, IOptions<PresenceOptions> options)
{
    public async Task<PresenceAnswer> ReadAsync(string room)
    {
        var namesMax = options.Value.PresenceNamesMax;
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            PresenceScripts.Present, [PresenceKeys.Here(partitions.Of(room))], [namesMax], CommandFlags.None))!;
        var online = (int)answer[1];
        var users = online <= namesMax ? ((string[])answer[2]!).Order(StringComparer.Ordinal).ToArray() : null;
        return new(online, users, long.Parse((string)answer[0]!, CultureInfo.InvariantCulture));
    }
}
