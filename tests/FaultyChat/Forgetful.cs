using Chat.Api.Messages;
using StackExchange.Redis;

namespace FaultyChat;

/// <summary>No de-duplication: every try of a message looks for another key, and finds nothing.</summary>
internal static class Forgetful
{
    public static object? Call(DatabaseCall call)
    {
        if (call.Method == nameof(IDatabase.ScriptEvaluateAsync) && Equals(call.Arguments[0], LogScripts.Append))
        {
            call.Arguments[1] = ((RedisKey[])call.Arguments[1]!)
                .Select(key => key.ToString().Contains("}:id:", StringComparison.Ordinal) ? key.Append(Guid.NewGuid().ToString()) : key).ToArray();
        }

        return call.Go();
    }
}
