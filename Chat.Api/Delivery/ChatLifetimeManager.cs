using Chat.Api.Messages;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Api.Delivery;

/// <summary>Tells <see cref="Connections"/> who comes and goes; the fan-out writes to their sockets itself.</summary>
internal sealed class ChatLifetimeManager(Connections connections, ILogger<DefaultHubLifetimeManager<ChatHub>> logger)
    : DefaultHubLifetimeManager<ChatHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections.Add(connection);
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connections.Remove(connection);
        return base.OnDisconnectedAsync(connection);
    }
}
