using Chat.Api.Delivery;
using Chat.Api.Revocation;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Chat.Api.Limits;

/// <summary>
/// The last look at a connection, when it is already counted: of several that come at once none is overlooked, and a user who
/// is revoked at this very moment is seen here or by the news.
/// </summary>
internal sealed class Admission(Connections connections, Revocations revocations, IOptions<LimitOptions> options) : IHubFilter
{
    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var connection = connections.Require(context.Context.ConnectionId);
        if (revocations.IsRevoked(connection.Principal))
        {
            connection.Cut(ErrorCodes.Revoked);
            return Task.CompletedTask;
        }

        if (connections.CountOf(connection.User) > options.Value.ConnectionsPerUser)
        {
            connection.Cut(ErrorCodes.TooManyConnections);
            return Task.CompletedTask;
        }

        return next(context);
    }
}
