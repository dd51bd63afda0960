using System.Collections.Concurrent;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Telemetry;

/// <summary>
/// Takes what the services export (OTLP over HTTP) and what they write to their consoles. Texts stand in the protobuf of OTLP as
/// plain UTF-8, so a search for a text needs no schema.
/// </summary>
internal sealed class TelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<string> exported = [];
    private readonly ConcurrentQueue<string> written = [];

    private TelemetryCollector(WebApplication application) => this.application = application;

    public static async Task<TelemetryCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var collector = new TelemetryCollector(builder.Build());
        collector.application.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector.application.StartAsync();
        return collector;
    }

    /// <summary>Everything seen so far, exported and written: copies, since more comes while this is put together, which was counted before.</summary>
    public IReadOnlyCollection<string> Everything => [.. exported.ToArray(), .. written.ToArray()];

    /// <summary>Requests that brought exported records.</summary>
    public IReadOnlyCollection<string> Exported => exported;

    /// <summary>Lines that the resources wrote to their consoles.</summary>
    public IReadOnlyCollection<string> Written => written;

    /// <summary>Sends a service's telemetry here, soon after it happens.</summary>
    public void ExportFrom(string service, Dictionary<string, object> environment)
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = application.Urls.Single();
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_SERVICE_NAME"] = service;
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "500";
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "500";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "2000";
    }

    /// <summary>Follows the consoles of all resources, from their first line; the system must have started.</summary>
    public void Watch(IServiceProvider services)
    {
        var logs = services.GetRequiredService<ResourceLoggerService>();
        foreach (var resource in services.GetRequiredService<DistributedApplicationModel>().Resources)
        {
            _ = FollowAsync(logs, resource);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await application.DisposeAsync();
        stopping.Dispose();
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        exported.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
        return Results.Bytes([], "application/x-protobuf");
    }

    private async Task FollowAsync(ResourceLoggerService logs, IResource resource)
    {
        try
        {
            await foreach (var lines in logs.WatchAsync(resource).WithCancellation(stopping.Token))
            {
                foreach (var line in lines)
                {
                    written.Enqueue($"{resource.Name}: {line.Content}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The system is disposed.
        }
    }
}
