using Chat.Api.Delivery;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Authentication;
using Support;

namespace Chat.Api.Tests;

public sealed class SocketPrincipalTests(ChatNodes nodes)
{
    [Theory]
    [InlineData("/hubs/chat")]
    [InlineData("/Hubs/Chat")]
    public async Task A_socket_remembers_who_opened_it_in_which_roles_and_since_when_and_nothing_else_of_the_token(string path)
    {
        var user = $"kept-{Guid.NewGuid():N}";
        await using var client = await TestClient.ConnectAsync(
            nodes.First.Address, user, TestTokens.For(user, Roles.Admin, Roles.Moderator), configure: options => options.Url = new(nodes.First.Address, path));

        var principal = nodes.First.Services.GetRequiredService<Connections>().All.Single(connection => connection.User == user).Principal;

        Assert.Equal(["iat", "roles", "roles", "sub"], principal.Claims.Select(claim => claim.Type).Order());
        Assert.True(principal.IsInRole(Roles.Admin) && principal.IsInRole(Roles.Moderator));
        Assert.Equal((user, true), (principal.Identity!.Name, principal.Identity.IsAuthenticated));
        Assert.Null(principal.Identities.Single().BootstrapContext);
    }
}
