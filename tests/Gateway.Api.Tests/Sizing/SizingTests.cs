using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Gateway.Api.Tests.Sizing;

/// <summary><c>GET /sizing</c>: the arithmetic of Capacity over HTTP.</summary>
public sealed class SizingTests : IAsyncLifetime
{
    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public ValueTask InitializeAsync()
    {
        gateway = new([]);
        client = gateway.CreateClient();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task The_seed_is_answered_with_its_reasoning_and_its_deployment()
    {
        var seed = await client.GetFromJsonAsync<JsonElement>("/sizing");

        var figure = Figure(seed, "Chat", "MessagesPerSecond");
        Assert.Equal((250.0, "msg/s", "clients × msg/s per client", "10,000 × 0.025", "A.1"), (
            figure.GetProperty("value").GetDouble(), figure.GetProperty("unit").GetString(), figure.GetProperty("formula").GetString(),
            figure.GetProperty("worked").GetString(), figure.GetProperty("source").GetString()));
        Assert.Equal(2, seed.GetProperty("deployment").GetProperty("chat").GetProperty("replicas").GetInt32());
        Assert.Equal(["seed", "local", "measured"], seed.GetProperty("profiles").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public async Task An_input_is_changed_by_its_name()
    {
        var changed = await client.GetFromJsonAsync<JsonElement>("/sizing?Chat.Clients=100000&Gateway.RequestsPerSecond=3000");

        Assert.Equal(2_500, Figure(changed, "Chat", "MessagesPerSecond").GetProperty("value").GetDouble());
        Assert.Equal(15_000, Figure(changed, "Gateway", "CallsPerSecond").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task The_measured_profile_says_where_it_was_measured()
    {
        var measured = await client.GetFromJsonAsync<JsonElement>("/sizing?profile=measured");

        Assert.NotEmpty(measured.GetProperty("measured").GetProperty("commit").GetString()!);
        var cpu = measured.GetProperty("inputs").EnumerateArray().Single(input => input.GetProperty("key").GetString() == "Chat.CpuMsPerMessage");
        Assert.NotEqual(4, cpu.GetProperty("value").GetDouble());
        Assert.Contains("runs", cpu.GetProperty("measured").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profile=winter", "profile is 'winter'; allowed: seed, local, measured.")]
    [InlineData("Chat.Clients=0", "Chat.Clients is 0; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("Chat.Clients=NaN", "Chat.Clients is NaN; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("Chat.Clients=1&Chat.Clients=2", "The query is too long; allowed: 100 inputs, each once, with values of up to 40 characters.")]
    [InlineData("Chat.MessagesPerMinutePerClient=5", "Chat.MessagesPerMinutePerClient is 5; allowed: from Chat.MessagesPerMinutePerClientMin (1) to Chat.MessagesPerMinutePerClientMax (2).")]
    public async Task What_is_not_allowed_is_refused_in_words(string query, string detail)
    {
        using var answer = await client.GetAsync($"/sizing?{query}");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((HttpStatusCode.BadRequest, "sizing-invalid", detail), (
            answer.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Every_input_at_its_extremes_is_answered_at_once_and_as_JSON()
    {
        var inputs = (await client.GetFromJsonAsync<JsonElement>("/sizing")).GetProperty("inputs").EnumerateArray().ToList();
        foreach (var end in new[] { "min", "max" })
        {
            var query = string.Join('&', inputs.Select(input => $"{input.GetProperty("key").GetString()}={input.GetProperty(end).GetRawText()}"));
            var watch = Stopwatch.StartNew();

            using var answer = await client.GetAsync($"/sizing?{query}");
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

            Assert.True(answer.StatusCode == HttpStatusCode.OK, body.GetRawText());
            // The formulas loop in bounded steps; a loop over 100,000,000 clients would take minutes.
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{end}: {watch.Elapsed}");
        }
    }

    private static JsonElement Figure(JsonElement sizing, string service, string name) => sizing.GetProperty("services").EnumerateArray()
        .Single(one => one.GetProperty("name").GetString() == service).GetProperty("figures").EnumerateArray()
        .Single(figure => figure.GetProperty("name").GetString() == name);
}
