using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Support;

namespace Gateway.Api.Tests.Composition;

/// <summary>Services that misbehave: never a byte of a failed part in an answer, never an answer after its budget.</summary>
public sealed class HostilePartTests : IAsyncLifetime
{
    private const string Good = """{"good": true}""";

    /// <summary>
    /// Without a budget it would never end, and <c>/mixed</c> would take half a minute; how exactly a budget is kept is measured in
    /// bench, on an idle machine.
    /// </summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    private Upstream good = null!;
    private Upstream bad = null!;
    private GatewayApp gateway = null!;
    private HttpClient client = null!;
    private RequestDelegate behave = Upstream.Json(Good);

    public async ValueTask InitializeAsync()
    {
        good = await Upstream.StartAsync(Upstream.Json(Good));
        bad = await Upstream.StartAsync(context => behave(context));
        var settings = GatewayApp.Addresses(("good", good.Address), ("bad", bad.Address));
        settings["Gateway:CompositionDefaults:PartBytesMax"] = "1000";
        // A reason other than lateness is asked of a composition that a busy machine does not make late.
        Compose(settings, "mixed", budget: "00:00:30", partTimeout: "00:00:30");
        Compose(settings, "brief", budget: "00:00:01", partTimeout: "00:00:00.600");
        gateway = new(settings);
        client = gateway.CreateClient();
        await Eventually.BecomesAsync(
            "a complete answer", async () => await (await client.GetAsync("/mixed/1")).Content.ReadAsStringAsync(),
            answer => answer.Contains("\"good\":", StringComparison.Ordinal) && !answer.Contains("_partial", StringComparison.Ordinal));
        good.Targets.Clear();
        bad.Targets.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await good.DisposeAsync();
        await bad.DisposeAsync();
    }

    public static TheoryData<string, string, string?, int> Bodies => new()
    {
        { "not-json", "{\"poison\": ", "application/json", 200 },
        { "not-json", "{\"poison\": 1} {\"more\": 2}", "application/json", 200 },
        { "not-json", "1, \"poison\": 2", "application/json", 200 },
        { "not-json", "\uFEFF{\"poison\": 1}", "application/json", 200 },
        { "not-json", "{\"poison\": NaN}", "application/json", 200 },
        { "not-json", new string('[', 80) + new string(']', 80), "application/json", 200 },
        { "not-json", "   ", "application/json", 200 },
        { "wrong-content-type", "<html>poison</html>", "text/html", 200 },
        { "wrong-content-type", "{\"poison\": 1}", "application/json; charset=iso-8859-1", 200 },
        { "wrong-content-type", "{\"poison\": 1}", null, 200 },
        { "empty", "", "application/json", 200 },
        { "empty", "", null, 204 },
        { "bad-status", "{\"poison\": 1}", "application/json", 500 },
        { "bad-status", "{\"poison\": 1}", "application/json", 206 },
        { "bad-status", "", null, 302 },
        { "not-found", "{\"poison\": 1}", "application/json", 404 },
        { "too-large", "\"" + new string('p', 1000) + "\"", "application/json", 200 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_part_that_is_not_one_json_value_is_left_out_with_its_reason(string reason, string body, string? contentType, int status)
    {
        behave = context => AnswerAsync(context, Encoding.UTF8.GetBytes(body), contentType, status);

        Assert.Equal(WithoutBad(reason), await client.GetStringAsync("/mixed/1"));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_inside_a_string_are_left_out()
    {
        behave = context => AnswerAsync(context, [(byte)'"', 0xC3, 0x28, (byte)'"'], "application/json", 200);

        Assert.Equal(WithoutBad("not-json"), await client.GetStringAsync("/mixed/1"));
    }

    [Fact]
    public async Task A_part_at_its_limit_comes_as_it_is_and_the_length_is_told()
    {
        var body = "\"" + new string('p', 998) + "\"";
        behave = Upstream.Json(body);

        var response = await client.GetAsync("/mixed/1");

        Assert.Equal($$"""{"bad":{{body}},"good":{{Good}}}""", await response.Content.ReadAsStringAsync());
        Assert.NotNull(response.Content.Headers.ContentLength);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_interrupted_even_where_its_start_is_json()
    {
        behave = async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("1234");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        Assert.Equal(WithoutBad("interrupted"), await client.GetStringAsync("/mixed/1"));
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_tried_again_once()
    {
        var asked = 0;
        behave = context => Interlocked.Increment(ref asked) == 1
            ? AnswerAsync(context, [], null, 503)
            : Upstream.Json("7")(context);

        Assert.Equal($$"""{"bad":7,"good":{{Good}}}""", await client.GetStringAsync("/mixed/1"));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_unreachable()
    {
        await bad.DisposeAsync();

        Assert.Equal(WithoutBad("unreachable"), await client.GetStringAsync("/mixed/1"));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("slow-body")]
    [InlineData("endless-body")]
    public async Task The_budget_holds_whatever_a_service_does(string kind)
    {
        behave = kind switch
        {
            "hang" => Upstream.Hang,
            "slow-body" => context => DripAsync(context, TimeSpan.FromMilliseconds(50)),
            _ => EndlessWhiteSpaceAsync,
        };
        var watch = Stopwatch.StartNew();

        var page = JsonNode.Parse(await client.GetStringAsync(kind == "endless-body" ? "/mixed/1" : "/brief/1"))!;

        Assert.True(watch.Elapsed < Late, $"took {watch.Elapsed}");
        Assert.Equal(kind == "endless-body" ? "too-large" : "timeout", (string?)page["_partial"]!["bad"]);
    }

    [Fact]
    public async Task A_client_that_goes_takes_its_upstream_calls_with_it()
    {
        behave = Upstream.Hang;
        using var leaving = new CancellationTokenSource();
        var answer = client.GetAsync("/mixed/1", leaving.Token);
        await Eventually.BecomesAsync("a call to the service", () => Task.FromResult(bad.Targets.Count), count => count > 0);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await bad.CallerGone.Task.WaitAsync(Late); // Else the part's timeout, thrice as long, would be what ends it.
    }

    [Theory]
    [InlineData("..%2f..%2fadmin", "..%252f..%252fadmin")]
    [InlineData("%252e%252e", "%252e%252e")]
    [InlineData("%252e%252e%252fadmin", "%252e%252e%252fadmin")]
    [InlineData("a%5c..%5cb", "a%5C..%5Cb")]
    [InlineData("user@evil.example", "user%40evil.example")]
    [InlineData("https:%2f%2fevil.example", "https%3A%252f%252fevil.example")]
    [InlineData("1%3Fadmin=1%23x&y=2", "1%3Fadmin%3D1%23x%26y%3D2")]
    [InlineData("%E2%80%AEgnp.exe", "%E2%80%AEgnp.exe")]
    [InlineData("caf%C3%A9%20%F0%9F%98%80", "caf%C3%A9%20%F0%9F%98%80")]
    [InlineData("...", "...")]
    public async Task A_hostile_value_stays_inside_its_segment(string sent, string received)
    {
        using var request = Raw($"/mixed/{sent}");

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
        Assert.Equal($"/things/{received}", Assert.Single(good.Targets));
        Assert.Equal($"/things/{received}?of={received}", Assert.Single(bad.Targets));
    }

    [Theory]
    [InlineData("1%0d%0aX-Evil:%201", HttpStatusCode.BadRequest)]
    [InlineData("%01", HttpStatusCode.BadRequest)]
    [InlineData("%7f", HttpStatusCode.BadRequest)]
    [InlineData("%2e%2e", HttpStatusCode.OK)] // "/mixed/.." is "/": the landing page.
    [InlineData("%00", HttpStatusCode.BadRequest)]
    public async Task A_value_that_no_address_can_hold_reaches_no_service(string sent, HttpStatusCode expected)
    {
        using var request = Raw($"/mixed/{sent}");

        Assert.Equal(expected, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(good.Targets);
        Assert.Empty(bad.Targets);
    }

    [Fact]
    public async Task A_very_long_value_reaches_no_service()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/mixed/" + new string('9', 257))).StatusCode);
        Assert.Empty(good.Targets);
    }

    private static void Compose(Dictionary<string, string?> settings, string name, string budget, string partTimeout)
    {
        var path = $"Gateway:Compositions:{name}";
        settings[$"{path}:Path"] = $"/{name}/{{id}}";
        settings[$"{path}:Access"] = "Anonymous";
        settings[$"{path}:Budget"] = budget;
        foreach (var part in (string[])["good", "bad"])
        {
            settings[$"{path}:Parts:{part}:Service"] = part;
            settings[$"{path}:Parts:{part}:Timeout"] = partTimeout;
        }

        settings[$"{path}:Parts:good:Path"] = "/things/{id}";
        settings[$"{path}:Parts:good:Required"] = "true";
        settings[$"{path}:Parts:bad:Path"] = "/things/{id}?of={id}";
    }

    private static string WithoutBad(string reason) => $$$"""{"good":{{{Good}}},"_partial":{"bad":"{{{reason}}}"}}""";

    /// <summary>A request whose path goes out as it is written here, without the client's own tidying.</summary>
    private HttpRequestMessage Raw(string path) => new(
        HttpMethod.Get,
        new Uri(gateway.Address.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

    private static async Task AnswerAsync(HttpContext context, byte[] body, string? contentType, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (status is 302)
        {
            context.Response.Headers.Location = "/elsewhere";
        }

        if (body.Length > 0)
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

    private static async Task DripAsync(HttpContext context, TimeSpan pause)
    {
        context.Response.ContentType = "application/json";
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync("1");
            await context.Response.Body.FlushAsync();
            await Task.Delay(pause);
        }
    }

    private static async Task EndlessWhiteSpaceAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(new string(' ', 512));
            await context.Response.Body.FlushAsync();
        }
    }
}
