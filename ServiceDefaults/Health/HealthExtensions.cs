using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Health;

internal static class HealthExtensions
{
    /// <summary>Checks that say "the process itself works": a failure asks for a restart.</summary>
    public const string Live = "live";

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReadinessGate>();
        builder.Services.AddSingleton<HealthProbe>();
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", (HealthProbe probe, IHostEnvironment environment, CancellationToken cancellationToken) =>
            AnswerAsync(probe.ReadyAsync(cancellationToken), environment)).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/alive", (HealthProbe probe, IHostEnvironment environment, CancellationToken cancellationToken) =>
            AnswerAsync(probe.AliveAsync(cancellationToken), environment)).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> AnswerAsync(Task<HealthReport> pending, IHostEnvironment environment)
    {
        var report = await pending;
        var statusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        return environment.IsDevelopment()
            ? TypedResults.Json(HealthAnswer.From(report), statusCode: statusCode)
            : TypedResults.Text(report.Status.ToString(), statusCode: statusCode);
    }

    /// <summary>What Development shows; elsewhere one word is enough for a probe and tells a stranger nothing.</summary>
    private sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, CheckAnswer> Checks)
    {
        public static HealthAnswer From(HealthReport report) => new(
            report.Status.ToString(),
            report.Entries.ToDictionary(entry => entry.Key, entry => new CheckAnswer(
                entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data.Count == 0 ? null : entry.Value.Data)));
    }

    private sealed record CheckAnswer(string Status, string? Description, IReadOnlyDictionary<string, object>? Data);
}
