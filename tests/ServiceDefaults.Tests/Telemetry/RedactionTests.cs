using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using Support;

namespace ServiceDefaults.Tests.Telemetry;

/// <summary>What leaves a service whose requests, calls and own words are full of secrets.</summary>
public sealed class RedactionTests : IDisposable
{
    private const string Sas = "sv=2024-11-04&sp=r&sig=c2VjcmV0";
    private static readonly string[] Secrets = ["sig=", "access_token=", "c2VjcmV0", "eyJhbGci"];

    private readonly ActivitySource source = new("Chat");
    private readonly List<Activity> spans = [];
    private readonly List<LogRecord> records = [];
    private readonly List<string> recordTexts = [];

    public void Dispose() => source.Dispose();

    [Fact]
    public async Task Requests_to_hubs_and_calls_to_storage_leave_no_secret_behind()
    {
        await using var service = await StartAsync(app =>
        {
            app.MapGet("/hubs/x", async (IHttpClientFactory clients, HttpContext context) =>
            {
                using var client = clients.CreateClient();
                var storage = new Uri($"http://{context.Request.Host}/images/photo.jpg?{Sas}");
                return await client.GetStringAsync(storage);
            });
            app.MapGet("/images/{name}", (string name) => name).AllowAnonymous();
            app.MapGet("/hubs/broken", Broken);
        });

        using var good = await service.GetAsync($"/hubs/x?access_token={TestTokens.For("alice")}");
        Assert.Equal("photo.jpg", await good.Content.ReadAsStringAsync());
        using var broken = await service.GetAsync($"/hubs/broken?access_token={TestTokens.For("alice")}");
        Assert.Equal(StatusCodes.Status500InternalServerError, (int)broken.StatusCode);
        using var refused = await service.GetAsync("/hubs/x?access_token=eyJhbGciOiJub25lIn0.e30.");
        Assert.Equal(StatusCodes.Status401Unauthorized, (int)refused.StatusCode);

        // Two for the good request with the call and the server of the call, one each for the others.
        await Eventually.BecomesAsync("5 spans", () => Task.FromResult(Count(spans)), count => count >= 5);
        ShouldHoldNoSecret();
        Assert.Contains(Texts(), text => text.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Contains(Texts(), text => text.Contains("System.Net.Http.HttpClient", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_service_itself_writes_into_logs_is_cleaned()
    {
        await using var service = await StartAsync();
        var logger = service.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Chat.Test");
        var address = new Uri($"https://store/b?{Sas}");
        var plain = $"plain {address}";
        var failure = new InvalidOperationException(address.ToString(), new IOException("/hubs/x?access_token=eyJhbGci"));
        using (logger.BeginScope("upload to https://store/b?{Query}", Sas))
        using (logger.BeginScope<string>(plain))
        using (logger.BeginScope(new Dictionary<string, object> { ["Address"] = address, ["Room"] = "lobby" }))
        {
            logger.LogError(failure, "Uploaded to {Address} of {Room}", address, "lobby");
        }

        ShouldHoldNoSecret();
        var text = Assert.Single(Texts(), text => text.Contains("Chat.Test", StringComparison.Ordinal));
        Assert.Contains("Uploaded to https://store/b?(removed) of lobby", text, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: https://store/b?(removed)", text, StringComparison.Ordinal);
        Assert.Contains("Room=lobby", text, StringComparison.Ordinal);
        Assert.Contains("Address=https://store/b?(removed)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_is_cleaned_and_one_that_cannot_be_is_not_exported()
    {
        await using var service = await StartAsync();
        using (var span = source.StartActivity($"GET https://store/b?{Sas}")!)
        {
            span.SetTag("url.full", $"https://store/b?{Sas}").SetTag("address", new Uri($"https://store/b?{Sas}"));
            span.SetTag("many", new[] { "plain", $"?{Sas}" }).SetTag("url.query", "ACCESS_TOKEN=eyJhbGci").SetTag("count", 5);
            span.SetStatus(ActivityStatusCode.Error, $"GET https://store/b?{Sas} failed");
            span.AddException(new IOException($"https://store/b?{Sas}"));
        }

        using (var span = source.StartActivity("with an event")!)
        {
            span.AddEvent(new ActivityEvent("sent", tags: new() { ["to"] = $"https://store/b?{Sas}" }));
        }

        using (source.StartActivity("with a link", ActivityKind.Internal, parentContext: default, links:
            [new(new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default), new() { ["to"] = $"?{Sas}" })]))
        {
        }

        ShouldHoldNoSecret();
        var exported = Assert.Single(Spans(), span => span.Source.Name == "Chat");
        Assert.Equal(("GET https://store/b?(removed)", 5), (exported.DisplayName, exported.GetTagItem("count")));
        Assert.Equal("GET https://store/b?(removed) failed", exported.StatusDescription);
        var tags = Assert.Single(exported.Events).Tags.ToDictionary();
        Assert.Equal("https://store/b?(removed)", tags["exception.message"]);
        Assert.Equal("System.IO.IOException", tags["exception.type"]);
        Assert.StartsWith("System.IO.IOException: https://store/b?(removed)", (string)tags["exception.stacktrace"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_of_one_process_write_an_exception_once()
    {
        await using var other = await TestService.StartAsync();
        await using var service = await StartAsync();
        using (var span = source.StartActivity("with an exception")!)
        {
            span.AddException(new IOException($"https://store/b?{Sas}"));
        }

        var exported = Assert.Single(Spans(), span => span.Source.Name == "Chat");
        Assert.Equal(Assert.Single(exported.Events).Tags.Select(tag => tag.Key).Distinct(), Assert.Single(exported.Events).Tags.Select(tag => tag.Key));
    }

    private static string Broken(HttpContext context) =>
        throw new InvalidOperationException($"No answer to {context.Request.Path}{context.Request.QueryString} from http://store/b?{Sas}");

    // Every logger at its most talkative: the setting, unlike a filter in code, outranks ours.
    private Task<TestService> StartAsync(Action<WebApplication>? map = null) => TestService.StartAsync(
        map,
        builder =>
        {
            builder.Logging.AddOpenTelemetry(logging => logging.AddInMemoryExporter(records).AddProcessor(new RecordText(recordTexts)));
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddInMemoryExporter(spans));
        },
        settings: new() { ["Logging:OpenTelemetry:LogLevel:Default"] = "Trace", ["OTEL_TRACES_SAMPLER"] = "always_on" });

    private void ShouldHoldNoSecret()
    {
        Assert.NotEmpty(Texts().Concat(Spans().Select(TextOf)));
        Assert.All(Texts().Concat(Spans().Select(TextOf)), text =>
            Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
    }

    private static string TextOf(Activity span) => string.Join(
        '\n',
        span.TagObjects.Concat(span.Events.SelectMany(happened => happened.Tags)).Concat(span.Links.SelectMany(link => link.Tags ?? []))
            .Select(tag => $"{tag.Key}={(tag.Value is IEnumerable<string> many ? string.Join(',', many) : tag.Value)}")
            .Append(span.DisplayName).Append(span.StatusDescription));

    private string[] Texts()
    {
        lock (recordTexts)
        {
            return [.. recordTexts];
        }
    }

    // The exporter adds under no lock of ours.
    private Activity[] Spans() => [.. Enumerable.Range(0, Count(spans)).Select(index => spans[index])];

    private static int Count(List<Activity> list) => list.Count;

    /// <summary>Reads a record, scopes included, as the exporter after it does.</summary>
    private sealed class RecordText(List<string> texts) : OpenTelemetry.BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            List<string?> parts = [data.CategoryName, data.FormattedMessage, data.Body, data.Exception?.ToString()];
            parts.AddRange((data.Attributes ?? []).Select(attribute => $"{attribute.Key}={attribute.Value}"));
            data.ForEachScope(
                (scope, all) =>
                {
                    all.Add(scope.Scope?.ToString());
                    all.AddRange(Named(scope).Select(item => $"{item.Key}={item.Value}"));
                },
                parts);
            lock (texts)
            {
                texts.Add(string.Join('\n', parts));
            }
        }

        private static List<KeyValuePair<string, object?>> Named(LogRecordScope scope)
        {
            List<KeyValuePair<string, object?>> items = [];
            foreach (var item in scope)
            {
                items.Add(item);
            }

            return items;
        }
    }
}
