using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Api.Console.Live;

internal static class ServiceHealthEndpoint
{
    private const int AnswerBytesMax = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers: marked as experimental, and the documented way to undo defaults.
    public static IServiceCollection AddServiceHealth(this IServiceCollection services)
    {
        services.AddSingleton<ServiceHealth>();
        services.AddHttpClient(ServiceHealth.ClientName, client =>
            {
                client.Timeout = Patience;
                client.MaxResponseContentBufferSize = AnswerBytesMax;
            })
            // A service that does not answer is the news; to try again would only tell it later.
            .RemoveAllResilienceHandlers()
            .RemoveAllLoggers();
        return services;
    }
#pragma warning restore EXTEXP0001

    public static async Task<Ok<HealthAnswer>> Answer(HttpResponse response, ServiceHealth health, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await health.GetAsync(cancellationToken));
    }
}
