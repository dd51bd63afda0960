using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace ServiceDefaults.Tests.Telemetry;

/// <summary>Runs while no other test does: whoever records the spans of one service of a process is asked about those of all others.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>Spans are recorded for somebody: where nobody takes them, none is.</summary>
[Collection(nameof(AloneCollection))]
public sealed class RecordingTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "always_on", true)]
    [InlineData("http://127.0.0.1:9", null, true)]
    public async Task A_span_is_recorded_where_it_is_exported_or_asked_for(string? endpoint, string? sampler, bool isRecorded)
    {
        var settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_TRACES_SAMPLER"] = sampler };
        (string TraceId, bool IsRecorded)? seen = null;
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/here", () => seen = (Activity.Current!.TraceId.ToHexString(), Activity.Current.Recorded)).AllowAnonymous(),
            settings: settings);

        using var answer = await service.GetAsync("/here");

        Assert.Equal((32, isRecorded), (seen!.Value.TraceId.Length, seen.Value.IsRecorded));
    }
}
