using System.Net;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Support;

namespace Gateway.Api.Tests.Proxy;

/// <summary>Two chat nodes behind the gateway: what was negotiated at one node must come back to that node.</summary>
public sealed class ChatRouteTests : IAsyncLifetime
{
    private FakeChat first = null!;
    private FakeChat second = null!;
    private GatewayApp gateway = null!;

    public async ValueTask InitializeAsync()
    {
        first = await FakeChat.StartAsync();
        second = await FakeChat.StartAsync();
        gateway = new(GatewayApp.Addresses(("chat", first.Address), ("chat", second.Address)));
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Fifty_clients_of_every_transport_connect_without_a_failure()
    {
        HttpTransportType[] transports =
            [HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling];

        var echoes = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => EchoAsync($"client {index}", transports[index % 3])));

        Assert.Equal(Enumerable.Range(0, 50).Select(index => $"client {index}"), echoes);
        Assert.NotEmpty(first.Joined);
        Assert.NotEmpty(second.Joined);
        Assert.Equal(
            [("LongPolling", 16), ("ServerSentEvents", 17), ("WebSockets", 17)],
            first.Joined.Concat(second.Joined).CountBy(transport => transport).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task The_affinity_cookie_is_for_the_gateway_alone()
    {
        using var client = SignedIn();

        var cookie = (await client.GetAsync("/rooms")).Headers.GetValues("Set-Cookie").Single();

        Assert.StartsWith("chat-node=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_node_that_is_gone_is_left_out_and_its_clients_go_to_the_other()
    {
        using var client = SignedIn();
        var nodes = new Dictionary<string, FakeChat> { [first.Address] = first, [second.Address] = second };
        var mine = await client.GetStringAsync("/rooms");
        Assert.Equal(mine, await client.GetStringAsync("/rooms"));

        await nodes[mine].DisposeAsync();

        var other = nodes.Keys.Single(address => address != mine);
        await Eventually.BecomesAsync(
            "an answer of the node that is left", async () => await (await client.GetAsync("/rooms")).Content.ReadAsStringAsync(),
            answer => answer == other);
        var strangers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var stranger = SignedIn();
            return await stranger.GetStringAsync("/rooms");
        }));
        Assert.All(strangers, answer => Assert.Equal(other, answer));
    }

    [Fact]
    public async Task A_node_that_drains_gets_no_new_clients()
    {
        first.IsHealthy = false;

        await Eventually.BecomesAsync(
            "twenty strangers at the second node",
            () => Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            {
                using var stranger = SignedIn();
                return await stranger.GetStringAsync("/rooms");
            })),
            answers => answers.All(answer => answer == second.Address));
    }

    [Fact]
    public async Task A_query_token_signs_in_at_the_hub_and_nowhere_else()
    {
        using var client = gateway.CreateClient();
        var token = TestTokens.For("ada");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/hubs/chat/negotiate?negotiateVersion=1", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/hubs/chat/negotiate?negotiateVersion=1&access_token={token}", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync($"/rooms?access_token={token}")).StatusCode);
    }

    private HttpClient SignedIn()
    {
        // Its own cookies and its own connection, as another browser has.
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For("ada"));
        return client;
    }

    private async Task<string> EchoAsync(string text, HttpTransportType transport)
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(gateway.Address, "/hubs/chat"), transport, options => options.AccessTokenProvider = () => Task.FromResult<string?>(TestTokens.For(text)))
            .Build();
        await connection.StartAsync();
        return await connection.InvokeAsync<string>("Echo", text);
    }
}
