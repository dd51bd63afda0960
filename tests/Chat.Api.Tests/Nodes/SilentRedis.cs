using System.Reflection;
using StackExchange.Redis;

namespace Chat.Api.Tests.Nodes;

/// <summary>A Redis client whose commands never end, as those do that went under with their connection.</summary>
internal class SilentRedis : DispatchProxy
{
    private IDatabase database = null!;
    private int asked;

    /// <summary>Commands that were given to it.</summary>
    public int Asked => Volatile.Read(ref asked);

    public static (IConnectionMultiplexer Redis, SilentRedis Silence) Create()
    {
        var redis = Create<IConnectionMultiplexer, SilentRedis>();
        var silence = (SilentRedis)(object)redis;
        silence.database = Create<IDatabase, Commands>();
        ((Commands)(object)silence.database).Owner = silence;
        return (redis, silence);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IConnectionMultiplexer.GetDatabase) ? database : throw new NotSupportedException(targetMethod.Name);

    private static Task<T> Endless<T>() => new TaskCompletionSource<T>().Task;

    private class Commands : DispatchProxy
    {
        private static readonly MethodInfo Never = typeof(SilentRedis).GetMethod(nameof(Endless), BindingFlags.NonPublic | BindingFlags.Static)!;

        public SilentRedis Owner { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref Owner.asked);
            return Never.MakeGenericMethod(targetMethod!.ReturnType.GetGenericArguments()).Invoke(null, null);
        }
    }
}
