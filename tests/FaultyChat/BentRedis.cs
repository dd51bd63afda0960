using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace FaultyChat;

/// <summary>A call of Redis' database that a bug may do otherwise.</summary>
/// <param name="Database">The real one.</param>
/// <param name="Method">Name of its method.</param>
/// <param name="Arguments">As they were given; a bug may change them.</param>
/// <param name="Go">Does it, with the arguments as they are then.</param>
internal sealed record DatabaseCall(IDatabase Database, string Method, object?[] Arguments, Func<object?> Go);

/// <summary>The connection to Redis as the chat gets it, with a database whose calls go through a bug.</summary>
internal class BentRedis : DispatchProxy
{
    private IConnectionMultiplexer real = null!;
    private IDatabase database = null!;

    /// <summary>Replaces the connection in the composition.</summary>
    public static void Plant(IServiceCollection services, Func<DatabaseCall, object?> call)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IConnectionMultiplexer) && !service.IsKeyedService);
        services.Remove(registered);
        services.AddSingleton(provider => Over((IConnectionMultiplexer)registered.ImplementationFactory!(provider), call));
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IConnectionMultiplexer.GetDatabase) ? database : Call(real, targetMethod, args);

    private static IConnectionMultiplexer Over(IConnectionMultiplexer real, Func<DatabaseCall, object?> call)
    {
        var proxy = Create<IConnectionMultiplexer, BentRedis>();
        var bent = (BentRedis)(object)proxy;
        (bent.real, bent.database) = (real, BentDatabase.Over(real.GetDatabase(), call));
        return proxy;
    }

    private static object? Call(object target, MethodInfo method, object?[]? arguments)
    {
        try
        {
            return method.Invoke(target, arguments);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    /// <summary>The database of it.</summary>
    internal class BentDatabase : DispatchProxy
    {
        private IDatabase real = null!;
        private Func<DatabaseCall, object?> call = null!;

        public static IDatabase Over(IDatabase real, Func<DatabaseCall, object?> call)
        {
            var proxy = Create<IDatabase, BentDatabase>();
            var bent = (BentDatabase)(object)proxy;
            (bent.real, bent.call) = (real, call);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            call(new(real, targetMethod!.Name, args ?? [], () => Call(real, targetMethod, args)));
    }
}
