using Microsoft.AspNetCore.Builder;
using ServiceDefaults.Authentication;
using ServiceDefaults.DataProtection;
using ServiceDefaults.Errors;
using ServiceDefaults.Health;
using ServiceDefaults.Resilience;
using ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the system shares, in one call before and one call after <c>Build()</c>.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, health, service discovery, resilient HTTP clients, authentication, shared keys and problem details.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddTelemetry();
        builder.AddHealth();
        builder.AddResilientHttpClients();
        builder.AddSignIn();
        builder.AddSharedKeys();
        builder.AddErrors();
        return builder;
    }

    /// <summary>Maps <c>/health</c> (readiness) and <c>/alive</c> (liveness), in every environment.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealth();
        return app;
    }
}
