using System.Net;
using System.Text.Json.Nodes;
using Gateway.Api.Protection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Support;

namespace Gateway.Api.Tests.Protection;

public sealed class ProtectionTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Every_endpoint_decides_who_may_call_it(string environment)
    {
        await using var gateway = new GatewayApp([], environment);

        var endpoints = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        var undecided = endpoints.Where(endpoint =>
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null);

        Assert.True(endpoints.Count >= 11, $"only {endpoints.Count} endpoints are mapped");
        Assert.Empty(undecided.Select(endpoint => endpoint.DisplayName));
    }

    [Fact]
    public async Task A_client_over_its_rate_is_refused_and_told_when_to_come_back()
    {
        await using var gateway = new GatewayApp(new()
        {
            ["Gateway:Protection:ClientBurst"] = "3",
            ["Gateway:Protection:ClientRequestsPerSecond"] = "1",
        });
        using var client = gateway.CreateClient();

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 10; i++)
        {
            answers.Add(await client.GetAsync("/alive"));
        }

        var refused = answers.Last(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        Assert.Equal("too-many-requests", await CodeAsync(refused));
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));

        // Another user has another bucket.
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For("ada"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alive")).StatusCode);
    }

    [Fact]
    public async Task Compositions_over_the_limit_are_refused_at_once()
    {
        await using var upstream = await Upstream.StartAsync(Upstream.Hang);
        var settings = GatewayApp.Addresses(("catalog", upstream.Address), ("pricing", upstream.Address));
        settings["Gateway:Protection:ConcurrentCompositionsMax"] = "1";
        settings["Gateway:CompositionDefaults:Budget"] = "00:00:30";
        settings["Gateway:CompositionDefaults:PartTimeout"] = "00:00:30";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();
        using var leaving = new CancellationTokenSource();
        var hanging = client.GetAsync("/api/products/1", leaving.Token);
        await Eventually.BecomesAsync("a call to the service", () => Task.FromResult(upstream.Targets.Count), count => count > 0);

        var refused = await client.GetAsync("/api/products/2");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task A_body_over_the_limit_reaches_no_service_whole()
    {
        var received = 0L;
        await using var images = await Upstream.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref received);
        });
        var settings = GatewayApp.Addresses(("imaging-api", images.Address));
        settings["Gateway:Protection:BodyBytesMax"] = "1000";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For("ada"));

        var honest = await client.PostAsync("/images", new ByteArrayContent(new byte[1001]));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (honest.StatusCode, await CodeAsync(honest)));

        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/images")
        {
            Content = new StreamContent(new MemoryStream(new byte[5000])),
            Headers = { TransferEncodingChunked = true },
        };
        Assert.NotEqual(HttpStatusCode.OK, await StatusOrCutAsync(client, chunked));
        Assert.Equal(0, received);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/images", new ByteArrayContent(new byte[1000]))).StatusCode);
    }

    [Fact]
    public async Task Headers_over_the_limit_are_refused()
    {
        await using var gateway = new GatewayApp([]);
        using var client = gateway.CreateClient();
        client.DefaultRequestHeaders.Add("X-Long", new string('x', 40_000));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await client.GetAsync("/alive")).StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.7", "net:192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "net:192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "net:2001:db8:1:2::")]
    public void A_stranger_counts_by_its_network(string address, string expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);

        Assert.Equal(expected, ClientKey.Of(context));
    }

    [Fact]
    public void A_wrong_limit_is_a_line_with_key_value_and_what_is_allowed()
    {
        var result = new ProtectionOptionsValidator().Validate(null, new()
        {
            ClientBurst = 0,
            HeadersTimeout = TimeSpan.Zero,
            TrustedProxies = ["10.0.0.0/8", "everyone"],
        });

        Assert.Equal(
            [
                "Gateway:Protection:ClientBurst is 0; allowed: 1 to 1000000.",
                "Gateway:Protection:HeadersTimeout is 00:00:00; allowed: 00:00:01 to 00:05:00.",
                "Gateway:Protection:TrustedProxies holds 'everyone'; allowed: networks such as 10.0.0.0/8.",
            ],
            result.Failures);
    }

    /// <summary>A body that grows over the limit under way is cut off with its connection, unless the refusal is out before.</summary>
    private static async Task<HttpStatusCode?> StatusOrCutAsync(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            return (await client.SendAsync(request)).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];
}
