using Azure.Core;
using Azure.Core.Extensions;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Azure.Storage;

/// <summary>How one kind of client is configured, made, watched and traced; the four kinds differ only in this.</summary>
/// <param name="Section">Configuration section; the same with <c>:{connectionName}</c> goes over it.</param>
/// <param name="ActivitySources">Names of the SDK's activity sources.</param>
/// <param name="HealthCheckName">Name of the check; a keyed client's has its key behind it.</param>
/// <param name="Create">Makes the client, or throws what is missing, naming the connection.</param>
/// <param name="Probe">One cheap request that fails where the client cannot work.</param>
internal sealed record StorageComponent<TSettings, TClient, TClientOptions>(
    string Section,
    string ActivitySources,
    string HealthCheckName,
    Func<TSettings, string, TClientOptions, TokenCredential, TClient> Create,
    Func<TClient, CancellationToken, Task> Probe)
    where TSettings : class, IStorageSettings, new()
    where TClient : class
    where TClientOptions : class
{
    private const string ClientOptions = "ClientOptions";

    /// <param name="builder">Host to add the client to.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c>.</param>
    /// <param name="serviceKey">Key of the client; null for the one without a key.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureClientBuilder">Has the last word on the client's options.</param>
    public void Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? serviceKey,
        Action<TSettings>? configureSettings,
        Action<IAzureClientBuilder<TClient, TClientOptions>>? configureClientBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = Read(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        builder.Services.AddAzureClients(clients =>
        {
            var client = Register(clients, settings, connectionName);
            if (settings.Credential is { } credential)
            {
                client.WithCredential(credential);
            }

            client.ConfigureOptions(builder.Configuration.GetSection($"{Section}:{ClientOptions}"));
            client.ConfigureOptions(builder.Configuration.GetSection($"{Section}:{connectionName}:{ClientOptions}"));
            configureClientBuilder?.Invoke(client);
            if (serviceKey is not null)
            {
                client.WithName(serviceKey);
            }
        });

        if (serviceKey is not null)
        {
            builder.Services.AddKeyedSingleton(serviceKey, static (services, key) =>
                services.GetRequiredService<IAzureClientFactory<TClient>>().CreateClient((string)key!));
        }

        AddHealthCheck(builder, settings, serviceKey);
        AddTracing(builder, settings);
    }

    private TSettings Read(IConfiguration configuration, string connectionName)
    {
        var settings = new TSettings();
        var section = configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString)
        {
            settings.ParseConnectionString(connectionString);
        }

        return settings;
    }

    private IAzureClientBuilder<TClient, TClientOptions> Register(AzureClientFactoryBuilder clients, TSettings settings, string connectionName) =>
        ((IAzureClientFactoryBuilderWithCredential)clients).RegisterClientFactory<TClient, TClientOptions>(
            (options, credential) => Create(settings, connectionName, options, credential), requiresCredential: false);

    private void AddHealthCheck(IHostApplicationBuilder builder, TSettings settings, string? serviceKey)
    {
        var name = serviceKey is null ? HealthCheckName : $"{HealthCheckName}_{serviceKey}";
        // Properties of the host builder remember what was added, as two registrations of one name break the health endpoint.
        if (settings.DisableHealthChecks || !builder.Properties.TryAdd($"Aspire.HealthChecks.{name}", true))
        {
            return;
        }

        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name,
            services => new StorageHealthCheck<TClient>(
                serviceKey is null ? services.GetRequiredService<TClient>() : services.GetRequiredKeyedService<TClient>(serviceKey), Probe),
            failureStatus: null,
            tags: null));
    }

    private void AddTracing(IHostApplicationBuilder builder, TSettings settings)
    {
        if (settings.DisableTracing)
        {
            return;
        }

        // The SDK writes no spans by ActivitySource until it is told to.
        AppContext.SetSwitch("Azure.Experimental.EnableActivitySource", true);
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(ActivitySources));
    }
}
