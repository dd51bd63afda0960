using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Meters and activity sources of the product: a service's own is one of them.</summary>
    private static readonly string[] Own = ["Chat", "Imaging", "Gateway", "Storefront", "Webhooks"];

    /// <summary>Client libraries that write spans under their own names.</summary>
    private static readonly string[] Libraries = ["Npgsql", "Microsoft.AspNetCore.SignalR.Server", "Azure.Storage.Blobs.*", "Azure.Storage.Queues.*", "Yarp.ReverseProxy"];

    /// <summary>
    /// What the framework measures for each request, connection or refused sign-in. Not what it also measures several times a request and
    /// nobody reads: buffers that are rented, and routes that are matched, which the duration of a request has as its tag.
    /// </summary>
    private static readonly string[] OfServer =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Diagnostics",
        "Microsoft.AspNetCore.Authentication", "Microsoft.AspNetCore.Authorization",
    ];

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Sampler = "OTEL_TRACES_SAMPLER";

    /// <summary>
    /// Logs, metrics and traces by OpenTelemetry, exported by OTLP where an endpoint is configured. Without one no span is recorded,
    /// unless <c>OTEL_TRACES_SAMPLER</c> asks for it; trace ids are made and passed on all the same.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // These two write an address for every request, which the spans have already.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.Warning);
        // The host writes a start that was refused with its stack; RunCheckedAsync says it in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        RedactedConsole.Wrap(builder.Services);
        builder.Services.AddSingleton<IExternalScopeProvider, RedactedScopes>();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.AddProcessor(new LogRedaction());
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(OfServer)
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Own));

        var isExported = !string.IsNullOrWhiteSpace(builder.Configuration[Endpoint]);
        if (isExported)
        {
            telemetry.UseOtlpExporter();
        }

        // Where nobody listens a span costs nothing; a listener that samples none is asked for each all the same.
        if (isExported || !string.IsNullOrWhiteSpace(builder.Configuration[Sampler]))
        {
            AddTraces(telemetry);
        }
    }

    private static void AddTraces(OpenTelemetryBuilder telemetry)
    {
        // The server has read the trace context and the baggage of a request by then, and the client writes them: neither is done twice.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        telemetry.WithTracing(tracing => tracing
            .AddSource(Own)
            .AddSource(Libraries)
            .AddAspNetCoreInstrumentation(options => options.Filter = IsWorthASpan)
            .AddHttpClientInstrumentation()
            .AddProcessor(new SpanRedaction()));
    }

    /// <summary>Probes come every second and say nothing, nor does what a service asks itself as it starts.</summary>
    private static bool IsWorthASpan(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/alive") && !context.Request.Path.StartsWithSegments("/warm-up");
}
