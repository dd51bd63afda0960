using Chat.Api.Delivery;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Authentication;

namespace Chat.Api.Tests;

public sealed class SocketPrincipalTests(ChatNodes nodes)
{
    [Fact]
    public async Task A_socket_remembers_who_opened_it_in_which_roles_and_since_when_and_nothing_else_of_the_token()
    {
        var user = $"kept-{Guid.NewGuid():N}";
        await using var client = await TestClient.ConnectAsync(nodes.First, user, messagePack: false, Roles.Admin, Roles.Moderator);

        var principal = nodes.First.Services.GetRequiredService<Connections>().All.Single(connection => connection.User == user).Principal;

        Assert.Equal(["iat", "roles", "roles", "sub"], principal.Claims.Select(claim => claim.Type).Order());
        Assert.True(principal.IsInRole(Roles.Admin) && principal.IsInRole(Roles.Moderator));
        Assert.Equal((user, true), (principal.Identity!.Name, principal.Identity.IsAuthenticated));
        Assert.Null(principal.Identities.Single().BootstrapContext);
    }
}
