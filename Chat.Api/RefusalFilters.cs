using System.Collections.Frozen;
using System.Globalization;
using Chat.Api.Messages;
using Chat.Api.Shedding;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;
using Npgsql;
using Polly.CircuitBreaker;
using ServiceDefaults.Errors;
using StackExchange.Redis;

namespace Chat.Api;

/// <summary>What a store that is away throws, as the refusal that callers get.</summary>
internal static class StoreFailures
{
    public static bool IsAway(Exception exception) =>
        exception is RedisException or TimeoutException or IOException or NpgsqlException { IsTransient: true } or BrokenCircuitException
        || IsTornRedis(exception);

    public static RefusedException ToRefusal() =>
        RefusedException.Unavailable(ErrorCodes.Unavailable, "A store is away for the moment; try again under the same id.");

    // StackExchange.Redis ends the commands of a connection that is torn while it reads with whatever its reader throws then: an
    // IOException of the socket, or "Reading is not allowed after reader was completed." of the pipe's own assembly.
    private static bool IsTornRedis(Exception exception) => exception is InvalidOperationException { Source: "System.IO.Pipelines" };
}

/// <summary>
/// On the hub a refusal is a <see cref="HubException"/> whose message is <c>code: sentence</c>, followed by <c> Retry after N ms.</c>
/// where it is known when it makes sense to ask again. What a busy node sheds does not reach the hub: an exception that passes
/// through all of it costs more than to deliver a message.
/// </summary>
internal sealed partial class RefusalHubFilter(LoadShedder shedder, Forbearance forbearance, ChatMetrics metrics, ILogger<RefusalHubFilter> logger) : IHubFilter
{
    private static readonly FrozenSet<string> Appending = FrozenSet.Create(
        nameof(ChatHub.SendMessage), nameof(ChatHub.EditMessage), nameof(ChatHub.DeleteMessage), nameof(ChatHub.React));

    /// <summary>The shedder sees all that is asked for: what is refused later costs the node as well.</summary>
    public ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        Appending.Contains(invocationContext.HubMethodName) && shedder.Ask(invocationContext.Context.UserIdentifier!) is { } refused
            ? new(RefuseAsync(invocationContext, refused))
            : CallAsync(invocationContext, next);

    private async ValueTask<object?> CallAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (RefusedException refused)
        {
            return await RefuseAsync(invocationContext, refused);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception) || IsCancelledByAStore(exception, invocationContext))
        {
            // Whoever found that a database is away has said so for all.
            if (exception is not BrokenCircuitException)
            {
                Log.StoreAway(logger, invocationContext.HubMethodName, exception);
            }

            throw Told(StoreFailures.ToRefusal());
        }
        catch (Exception exception) when (exception is not (HubException or OperationCanceledException))
        {
            Log.Defect(logger, invocationContext.HubMethodName, exception);
            throw;
        }
    }

    private async Task<object?> RefuseAsync(HubInvocationContext invocation, RefusedException refused)
    {
        if (refused.RetryAfter is not { } retryAfter)
        {
            throw Told(refused);
        }

        await forbearance.HoldAsync(invocation.Context, refused.Code, retryAfter);
        throw Told(refused, string.Create(CultureInfo.InvariantCulture, $" Retry after {Math.Ceiling(retryAfter.TotalMilliseconds)} ms."));
    }

    private HubException Told(RefusedException refused, string hint = "")
    {
        metrics.Refused(refused.Code);
        return new($"{refused.Code}: {refused.Message}{hint}");
    }

    /// <summary>The caller is still there: a command was cancelled together with its connection to a store.</summary>
    private static bool IsCancelledByAStore(Exception exception, HubInvocationContext invocation) =>
        exception is OperationCanceledException && !invocation.Context.ConnectionAborted.IsCancellationRequested;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Method} was refused because a store is away.")]
        public static partial void StoreAway(ILogger logger, string method, Exception exception);

        [LoggerMessage(LogLevel.Error, "{Method} failed.")]
        public static partial void Defect(ILogger logger, string method, Exception exception);
    }
}

/// <summary>Over HTTP a refusal is problem details with its code, and <c>Retry-After</c> where that is known.</summary>
internal sealed class RefusalEndpointFilter(ChatMetrics metrics) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException refused)
        {
            return Problem(context.HttpContext, refused);
        }
        catch (Exception exception) when (StoreFailures.IsAway(exception))
        {
            return Problem(context.HttpContext, StoreFailures.ToRefusal());
        }
    }

    private ProblemHttpResult Problem(HttpContext context, RefusedException refused)
    {
        metrics.Refused(refused.Code);
        if (refused.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return new Refusal(refused.Code, refused.Status, refused.Message).ToProblem();
    }
}
