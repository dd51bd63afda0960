using System.Collections.Concurrent;
using System.Globalization;
using Chat.Api.Messages;
using StackExchange.Redis;

namespace FaultyChat;

/// <summary>Acknowledged before it is appended: the answer is guessed from the one before, and the append is left to itself.</summary>
internal sealed class Hasty
{
    private readonly ConcurrentDictionary<string, long[]> last = new();

    public object? Call(DatabaseCall call)
    {
        if (call.Method != nameof(IDatabase.ScriptEvaluateAsync) || !Equals(call.Arguments[0], LogScripts.Append))
        {
            return call.Go();
        }

        var room = ((RedisValue[])call.Arguments[2]!)[0].ToString();
        var appending = (Task<RedisResult>)call.Go()!;
        _ = LearnAsync(room, appending);
        return last.TryGetValue(room, out var numbers) ? Task.FromResult(Guess(numbers)) : appending;
    }

    /// <summary>What becomes of it, nobody asks.</summary>
    private async Task LearnAsync(string room, Task<RedisResult> appending)
    {
        try
        {
            var parts = (RedisResult[])(await appending)!;
            if ((string?)parts[0] == "ok")
            {
                last[room] = [.. parts[1..].Select(part => long.Parse((string)part!, CultureInfo.InvariantCulture))];
            }
        }
        catch (RedisException)
        {
            // Lost.
        }
    }

    // Epoch, sequence, base, ordinal.
    private static RedisResult Guess(long[] numbers)
    {
        lock (numbers)
        {
            numbers[1]++;
            numbers[3]++;
            RedisValue[] parts = ["ok", .. numbers.Select(number => (RedisValue)number.ToString(CultureInfo.InvariantCulture))];
            return RedisResult.Create(parts);
        }
    }
}
