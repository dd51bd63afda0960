using Chat.Api.Messages;
using Microsoft.AspNetCore.SignalR;

namespace FaultyChat;

/// <summary>Off by one: a client that comes back is resumed beside its position.</summary>
internal sealed class Displaced(long by) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        invocationContext.HubMethodName == nameof(ChatHub.JoinRoom) && invocationContext.HubMethodArguments is [_, Position position]
            ? next(new(
                invocationContext.Context, invocationContext.ServiceProvider, invocationContext.Hub, invocationContext.HubMethod,
                [invocationContext.HubMethodArguments[0], position with { Sequence = Math.Max(0, position.Sequence + by) }]))
            : next(invocationContext);
}
