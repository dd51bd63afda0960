using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using ServiceDefaults.Configuration;
using ServiceDefaults.Resilience;

namespace Webhooks;

/// <summary>Adds webhooks to a service.</summary>
public static class WebhookSetup
{
    /// <summary>
    /// Adds <see cref="WebhookEndpoints"/> and what empties and tidies the outbox, over the service's <see cref="NpgsqlDataSource"/>, whose
    /// database must have <see cref="WebhookSchema"/> before the services start.
    /// </summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddCheckedOptions<WebhookOptions, WebhookOptionsValidator>("Webhooks");
        services.TryAddSingleton<DatabaseBreaker>();
        return services
            .AddSingleton<WebhookUrls>()
            .AddSingleton<SecretBox>()
            .AddSingleton<WebhookMetrics>()
            .AddSingleton<DeliveryStore>()
            .AddSingleton<TidyStore>()
            .AddSingleton(provider => new WebhookSender(
                provider.GetRequiredService<WebhookUrls>(), provider.GetRequiredService<IOptions<WebhookOptions>>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new WebhookEndpoints(
                provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<SecretBox>(), provider.GetRequiredService<WebhookUrls>(),
                provider.GetRequiredService<IOptions<WebhookOptions>>(), provider.GetRequiredService<TimeProvider>()))
            .AddHostedService<WebhookDispatcher>()
            .AddHostedService<OutboxTidier>();
    }
}
