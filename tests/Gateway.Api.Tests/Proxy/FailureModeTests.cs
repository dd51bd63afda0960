using System.Net;
using Gateway.Api.Tests.Wire;

namespace Gateway.Api.Tests.Proxy;

/// <summary>Each way in which a service fails behind a route: the client gets an error that says so, or a body that is visibly cut, in time.</summary>
public sealed class FailureModeTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    [Fact]
    public async Task A_service_that_refuses_connections_is_a_bad_gateway() =>
        Assert.Equal(HttpStatusCode.BadGateway, (await AskAsync("http://127.0.0.1:1")).Status);

    [Fact]
    public async Task A_service_that_resets_is_a_bad_gateway()
    {
        await using var service = new RawUpstream(exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        });

        Assert.Equal(HttpStatusCode.BadGateway, (await AskAsync(service.Address)).Status);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_of_the_service_comes_as_it_is(int status)
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync($"HTTP/1.1 {status} Bad\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nwhy"));

        Assert.Equal(new Answer((HttpStatusCode)status, "why"), await AskAsync(service.Address));
    }

    [Fact]
    public async Task A_service_that_says_no_http_is_a_bad_gateway()
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync("220 mail.example ESMTP\r\n\r\n"));

        Assert.Equal(HttpStatusCode.BadGateway, (await AskAsync(service.Address)).Status);
    }

    [Theory]
    [InlineData("Content-Length: 3\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: 3, 5\r\n")]
    [InlineData("Content-Length: -5\r\n")]
    [InlineData("Content-Length: 5x\r\n")]
    public async Task Lengths_that_say_nothing_are_a_bad_gateway(string lengths)
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync(Head + lengths + "Connection: close\r\n\r\nnever"));

        var answer = await AskAsync(service.Address);

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        // Letters that are no digits of the trace id, which the answer holds.
        Assert.DoesNotContain("nev", answer.Body ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_sends_no_head_in_time_is_a_gateway_timeout()
    {
        await using var service = new RawUpstream(exchange => exchange.HangAsync());

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await AskAsync(service.Address, inTime: true)).Status);
    }

    [Fact]
    public async Task A_body_that_is_shorter_than_it_said_is_cut()
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync(Head + "Content-Length: 10\r\n\r\nabc"));

        Assert.Null((await AskAsync(service.Address)).Body);
    }

    [Fact]
    public async Task A_chunked_body_that_breaks_off_is_cut()
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));

        Assert.Null((await AskAsync(service.Address)).Body);
    }

    [Fact]
    public async Task What_comes_behind_the_length_is_not_passed_on()
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync(Head + "Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"));

        Assert.Equal("abc", (await AskAsync(service.Address)).Body);
    }

    [Fact]
    public async Task A_body_that_stalls_is_cut_in_time()
    {
        await using var service = new RawUpstream(async exchange =>
        {
            await exchange.SendAsync(Head + "Content-Length: 10\r\n\r\nabc");
            await exchange.HangAsync();
        });

        Assert.Null((await AskAsync(service.Address, inTime: true)).Body);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_in_time()
    {
        await using var service = new RawUpstream(async exchange =>
        {
            await exchange.SendAsync(Head + "\r\n");
            while (true)
            {
                await exchange.SendAsync(new string('x', 1000));
                await Task.Delay(TimeSpan.FromMilliseconds(10), exchange.Stopped);
            }
        });

        Assert.Null((await AskAsync(service.Address, inTime: true)).Body);
    }

    /// <param name="service">Whom the route leads to.</param>
    /// <param name="inTime">The failure is one of time, which is short then; else long, so that a machine that is slow makes none of it.</param>
    private static async Task<Answer> AskAsync(string service, bool inTime = false)
    {
        var settings = GatewayApp.Addresses(("catalog", service));
        settings["ReverseProxy:Routes:catalog:Timeout"] = inTime ? "00:00:02" : "00:01:00";
        settings["ReverseProxy:Clusters:catalog:HttpRequest:ActivityTimeout"] = inTime ? "00:00:01" : "00:00:30";
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();
        HttpStatusCode? status = null;
        try
        {
            // The end may be faster than the head.
            using var answer = await client.GetAsync("/catalog/products/1", HttpCompletionOption.ResponseHeadersRead);
            status = answer.StatusCode;
            return new(answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(status, null);
        }
    }

    /// <param name="Status">As it came.</param>
    /// <param name="Body">Null where the connection ended within it.</param>
    private sealed record Answer(HttpStatusCode? Status, string? Body);
}
