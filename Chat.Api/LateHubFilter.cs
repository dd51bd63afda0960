using Microsoft.AspNetCore.SignalR;

namespace Chat.Api;

/// <summary>
/// One filter for all calls, made at the first: a filter that SignalR knows by its type is looked up in every call and is one more method that a
/// refusal passes, and one that is made when the hub is mapped would read settings that nobody has checked yet.
/// </summary>
/// <typeparam name="T">A singleton.</typeparam>
internal sealed class LateHubFilter<T>(IServiceProvider services) : IHubFilter
    where T : class, IHubFilter
{
    private T? made;

    private IHubFilter Filter => made ??= services.GetRequiredService<T>();

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
        Filter.InvokeMethodAsync(invocationContext, next);

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next) => Filter.OnConnectedAsync(context, next);

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next) =>
        Filter.OnDisconnectedAsync(context, exception, next);
}
