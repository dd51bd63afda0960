using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Imaging.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Imaging.Worker.Tests.Uploads;

/// <summary>Before anything is redacted: what the service itself logs and traces, at every level, holds no signed address.</summary>
[Collection(ImagingCollection.Name)]
public sealed class SecretsTests(ImagingServers servers)
{
    [Fact]
    public async Task No_log_line_and_no_span_of_an_images_life_holds_a_signature()
    {
        using var logs = new Everything();
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(TextOf(span)),
        };
        var pipeline = new TestPipeline { Before = (run, _) => run == 1 ? throw new IOException("for the moment") : Task.CompletedTask };
        await using var service = await ImagingService.StartAsync(
            servers, pipeline.Run, settings: [("Logging:LogLevel:Default", "Trace"), ("Logging:Console:LogLevel:Default", "None"), ("Imaging:Jobs:Backoff", "00:00:00.010")]);
        service.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
        ActivitySource.AddActivityListener(listener);
        using var ann = service.As("ann");
        using var ben = service.As("ben");

        var ticket = await ImagingService.ReserveAsync(ann);
        var renewed = await (await ann.PostAsync($"/images/{ticket.Id}/upload-url", null)).Content.ReadFromJsonAsync<JsonElement>();
        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
        using var blocks = await ann.GetAsync($"/images/{ticket.Id}/blocks");
        using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        var image = await ImagingService.BecomesAsync(ann, ticket.Id, "succeeded");
        using var share = await ann.PutAsJsonAsync($"/images/{ticket.Id}/visibility", new { visibility = "shared" });
        using var shared = await ben.GetAsync($"/images/{ticket.Id}");
        using var changed = await ann.DeleteAsync($"/images/{ticket.Id}");
        await Eventually.BecomesAsync("the span of the job", () => Task.FromResult(string.Concat(spans)), all => all.Contains("imaging job", StringComparison.Ordinal));

        // Secrets there were, and they are known to this test's own client only, whose spans are dropped below.
        Assert.All([ticket.UploadUrl.Query, renewed.ToString(), image.ToString()], text => Assert.Contains("sig=", text, StringComparison.Ordinal));
        Assert.Contains(logs.Lines, line => line.Contains(ticket.Id, StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, Leaks);
        Assert.DoesNotContain(spans, Leaks);
    }

    private static bool Leaks(string text) => text.Contains("sig=", StringComparison.OrdinalIgnoreCase) || text.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase);

    private static string TextOf(Activity span)
    {
        // The client that puts to storage is the browser's part.
        if (span.Source.Name == "System.Net.Http" && span.GetTagItem("http.request.method") is "PUT" && span.Parent is null)
        {
            return string.Empty;
        }

        var text = new StringBuilder(span.OperationName).Append(' ').Append(span.DisplayName).Append(' ').Append(span.StatusDescription);
        foreach (var (key, value) in span.TagObjects.Concat(span.Events.SelectMany(one => one.Tags)).Concat(span.Baggage.Select(one => KeyValuePair.Create(one.Key, (object?)one.Value))))
        {
            text.Append(' ').Append(key).Append('=').Append(value);
        }

        return text.ToString();
    }

    /// <summary>Keeps all that is logged, with scopes and exceptions.</summary>
    private sealed class Everything : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider? scopes;

        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new StringBuilder(formatter(state, exception)).Append(' ').Append(exception);
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                line.AppendJoin(' ', values.Select(one => $"{one.Key}={one.Value}"));
            }

            scopes?.ForEachScope((scope, text) => text.Append(' ').Append(scope), line);
            Lines.Enqueue(line.ToString());
        }

        public void Dispose()
        {
        }
    }
}
