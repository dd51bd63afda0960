using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection;

/// <summary>Pages of the listed origins may call with their user's token; without any, no page of another origin may.</summary>
internal sealed class CrossOrigin(IOptions<ProtectionOptions> protection) : IConfigureOptions<CorsOptions>
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    public void Configure(CorsOptions options) => options.AddDefaultPolicy(policy => policy
        .WithOrigins([.. protection.Value.CorsOrigins])
        .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        .WithHeaders("Authorization", "Content-Type", "If-None-Match", "Last-Event-ID", "X-Api-Key", "X-Requested-With", "X-SignalR-User-Agent")
        .WithExposedHeaders("ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Server-Timing")
        .AllowCredentials()
        .SetPreflightMaxAge(Remembered));
}
