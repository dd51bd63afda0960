using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace ServiceDefaults.Resilience;

internal static class ResilientHttpClients
{
    /// <summary>Every <see cref="HttpClient"/> resolves service names and retries what is safe to retry.</summary>
    public static void AddResilientHttpClients(this WebApplicationBuilder builder)
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // A POST that timed out may have had its effect: only its caller may repeat it.
            http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });
    }
}
