using System.Globalization;
using StackExchange.Redis;

namespace FaultyChat;

/// <summary>The persister trims what it has read, and commits it afterwards, if it can.</summary>
internal static class Trimming
{
    public static object? Call(DatabaseCall call) =>
        call.Method == nameof(IDatabase.StreamRangeAsync) && ((RedisKey)call.Arguments[0]!).ToString().EndsWith(":stream", StringComparison.Ordinal)
            ? ReadAsync(call)
            : call.Go();

    private static async Task<StreamEntry[]> ReadAsync(DatabaseCall call)
    {
        var rows = await (Task<StreamEntry[]>)call.Go()!;
        if (rows.Length > 0)
        {
            var last = rows[^1].Id.ToString().Split('-');
            var next = string.Create(CultureInfo.InvariantCulture, $"{last[0]}-{long.Parse(last[1], CultureInfo.InvariantCulture) + 1}");
            await call.Database.ExecuteAsync("XTRIM", (RedisKey)call.Arguments[0]!, "MINID", "=", next);
        }

        return rows;
    }
}
