using Chat.Api.Messages;
using StackExchange.Redis;

namespace FaultyChat;

/// <summary>Where Redis has lost a room, its order begins from nothing: whatever PostgreSQL and the nodes know.</summary>
internal static class Rewound
{
    public static object? Call(DatabaseCall call)
    {
        if (call.Method == nameof(IDatabase.ScriptEvaluateAsync) && call.Arguments[2] is RedisValue[] values)
        {
            // What is stored and delivered, by the order of the scripts' arguments.
            var known = call.Arguments[0] switch
            {
                string script when script == LogScripts.Seed => Enumerable.Range(0, 5),
                string script when script == LogScripts.Append => [8, 9],
                string script when script == LogScripts.Head => [0, 1],
                _ => [],
            };
            foreach (var index in known)
            {
                values[index] = 0;
            }
        }

        return call.Go();
    }
}
