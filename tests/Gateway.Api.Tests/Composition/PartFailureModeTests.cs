using System.Text.Json.Nodes;
using Gateway.Api.Tests.Wire;

namespace Gateway.Api.Tests.Composition;

/// <summary>Each way in which a service fails on the wire: the part is missing with its reason, in time, and never a byte of it is data.</summary>
public sealed class PartFailureModeTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    public static TheoryData<string, string> Failures => new()
    {
        { "refused", "unreachable" },
        { "reset", "interrupted" },
        { "reset-in-body", "interrupted" },
        { "no-http", "interrupted" },
        { "two-lengths", "interrupted" },
        { "signed-length", "interrupted" },
        { "no-head", "timeout" },
        { "slow-head", "timeout" },
        { "slow-body", "timeout" },
        { "half-body", "interrupted" },
        { "half-chunk", "interrupted" },
        { "bad-chunk", "interrupted" },
        { "shorter-than-said", "interrupted" },
        { "endless-drip", "timeout" },
        { "endless-flood", "too-large" },
        { "endless-head", "interrupted" },
        { "500", "bad-status" },
        { "503", "bad-status" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_part_that_fails_is_missing_with_its_reason(string failure, string reason)
    {
        await using var service = new RawUpstream(exchange => FailAsync(failure, exchange));
        await using var good = await Upstream.StartAsync(Upstream.Json("1"));
        await using var gateway = Start(failure == "refused" ? "http://127.0.0.1:1" : service.Address, good.Address);
        using var client = gateway.CreateClient();

        var page = await client.GetStringAsync("/page/1");

        Assert.DoesNotContain("poison", page, StringComparison.Ordinal);
        var said = (string?)JsonNode.Parse(page)!["_partial"]!["bad"];
        // A machine that stalls may see the end of the time before that of the connection.
        Assert.True(said == reason || said == "timeout", page);
        Assert.Equal("1", JsonNode.Parse(page)!["good"]!.ToJsonString());
    }

    [Fact]
    public async Task A_burst_of_errors_is_told_by_each_answer_and_is_over_when_the_service_is_well()
    {
        var isWell = false;
        await using var service = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = isWell ? 200 : 500;
            return isWell ? Upstream.Json("2")(context) : Task.CompletedTask;
        });
        await using var good = await Upstream.StartAsync(Upstream.Json("1"));
        await using var gateway = Start(service.Address, good.Address);
        using var client = gateway.CreateClient();

        var burst = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => client.GetStringAsync($"/page/{i}")));
        isWell = true;

        Assert.All(burst, page => Assert.True(page is """{"good":1,"_partial":{"bad":"bad-status"}}""" or """{"good":1,"_partial":{"bad":"circuit-open"}}""", page));
        await Support.Eventually.BecomesAsync("a whole answer", () => client.GetStringAsync("/page/1"), page => page == """{"bad":2,"good":1}""");
    }

    [Fact]
    public async Task What_comes_behind_the_length_is_no_part_of_this_answer_or_the_next()
    {
        await using var service = new RawUpstream(exchange => exchange.SendAsync(Head + "Content-Length: 1\r\n\r\n7HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n\"poison\""));
        await using var good = await Upstream.StartAsync(Upstream.Json("1"));
        await using var gateway = Start(service.Address, good.Address);
        using var client = gateway.CreateClient();

        for (var i = 0; i < 10; i++)
        {
            Assert.DoesNotContain("poison", await client.GetStringAsync($"/page/{i}"), StringComparison.Ordinal);
        }
    }

    private static async Task FailAsync(string failure, RawExchange exchange)
    {
        switch (failure)
        {
            case "reset":
                exchange.Reset();
                break;
            case "reset-in-body":
                await exchange.SendAsync(Head + "Content-Length: 100\r\n\r\n\"poison");
                exchange.Reset();
                break;
            case "no-http":
                await exchange.SendAsync("220 mail.example ESMTP poison\r\n\r\n");
                break;
            case "two-lengths":
                await exchange.SendAsync(Head + "Content-Length: 8\r\nContent-Length: 3\r\n\r\n\"poison\"");
                break;
            case "signed-length":
                await exchange.SendAsync(Head + "Content-Length: -8\r\n\r\n\"poison\"");
                break;
            case "no-head":
                await exchange.HangAsync();
                break;
            case "slow-head":
                await DripAsync(exchange, Head, "X-Slow: poison\r\n");
                break;
            case "slow-body":
                await exchange.SendAsync(Head + "Content-Length: 100\r\n\r\n\"poison");
                await exchange.HangAsync();
                break;
            case "half-body":
                await exchange.SendAsync(Head + "Content-Length: 100\r\n\r\n\"poison\"");
                break;
            case "half-chunk":
                await exchange.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n8\r\n\"poison\"\r\n");
                break;
            case "bad-chunk":
                await exchange.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n\"poison\"\r\n0\r\n\r\n");
                break;
            case "shorter-than-said":
                await exchange.SendAsync(Head + "Content-Length: 9\r\n\r\n\"poison\"");
                break;
            case "endless-drip":
                await DripAsync(exchange, Head + "\r\n", " ");
                break;
            case "endless-flood":
                await FloodAsync(exchange, Head + "\r\n", new string(' ', 1000));
                break;
            case "endless-head":
                await FloodAsync(exchange, Head, $"X-Long: {new string('x', 1000)}\r\n");
                break;
            default:
                await exchange.SendAsync($"HTTP/1.1 {failure} Poison\r\nContent-Type: application/json\r\nContent-Length: 8\r\nConnection: close\r\n\r\n\"poison\"");
                break;
        }
    }

    private static async Task DripAsync(RawExchange exchange, string first, string more)
    {
        await exchange.SendAsync(first);
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), exchange.Stopped);
            await exchange.SendAsync(more);
        }
    }

    private static async Task FloodAsync(RawExchange exchange, string first, string more)
    {
        await exchange.SendAsync(first);
        while (true)
        {
            await exchange.SendAsync(more);
        }
    }

    private static GatewayApp Start(string bad, string good)
    {
        var settings = GatewayApp.Addresses(("bad", bad), ("good", good));
        settings["Gateway:Compositions:page:Path"] = "/page/{id}";
        settings["Gateway:Compositions:page:Access"] = "Anonymous";
        settings["Gateway:Compositions:page:Budget"] = "00:00:05";
        settings["Gateway:Compositions:page:Parts:good:Service"] = "good";
        settings["Gateway:Compositions:page:Parts:good:Path"] = "/things/{id}";
        settings["Gateway:Compositions:page:Parts:good:Required"] = "true";
        settings["Gateway:Compositions:page:Parts:good:Timeout"] = "00:00:05";
        settings["Gateway:Compositions:page:Parts:bad:Service"] = "bad";
        settings["Gateway:Compositions:page:Parts:bad:Path"] = "/things/{id}";
        settings["Gateway:Compositions:page:Parts:bad:Timeout"] = "00:00:01";
        settings["Gateway:Compositions:page:Parts:bad:BytesMax"] = "10000";
        return new(settings);
    }
}
