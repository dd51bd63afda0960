using Aspire.Azure.Npgsql;
using Aspire.Npgsql;
using Azure.Core;
using Azure.Identity;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds PostgreSQL databases that are opened by Entra tokens in Azure and by passwords elsewhere.</summary>
public static class AspireAzureNpgsqlExtensions
{
    private const string Section = "Aspire:Npgsql";

    private static readonly string[] Scopes = ["https://ossrdbms-aad.database.windows.net/.default"];

    /// <summary>
    /// Registers <see cref="NpgsqlDataSource"/> as a singleton, with its health check, tracing and metrics. Where the connection string
    /// has no password, each connection is opened with a token.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureDataSourceBuilder">Has the last word on the data source.</param>
    public static void AddAzureNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<AzureNpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = new AzureNpgsqlSettings
        {
            ManagedIdentityClientId = builder.Configuration[$"{Section}:{connectionName}:{nameof(AzureNpgsqlSettings.ManagedIdentityClientId)}"]
                ?? builder.Configuration[$"{Section}:{nameof(AzureNpgsqlSettings.ManagedIdentityClientId)}"],
        };
        builder.AddNpgsqlDataSource(
            connectionName,
            read =>
            {
                Copy(read, settings);
                configureSettings?.Invoke(settings);
                Copy(settings, read);
            },
            source =>
            {
                if (string.IsNullOrEmpty(source.ConnectionStringBuilder.Password))
                {
                    UseTokens(source, settings);
                }

                configureDataSourceBuilder?.Invoke(source);
            });
    }

    private static void UseTokens(NpgsqlDataSourceBuilder source, AzureNpgsqlSettings settings)
    {
        var credential = settings.Credential ?? new DefaultAzureCredential(Options(settings.ManagedIdentityClientId));
        var request = new TokenRequestContext(Scopes);
        // The credential keeps its token until shortly before it ends: this is no request for each connection.
        source.UsePasswordProvider(
            _ => credential.GetToken(request, CancellationToken.None).Token,
            async (_, cancellationToken) => (await credential.GetTokenAsync(request, cancellationToken)).Token);
    }

    private static DefaultAzureCredentialOptions Options(string? clientId)
    {
        var options = new DefaultAzureCredentialOptions();
        if (!string.IsNullOrEmpty(clientId))
        {
            options.ManagedIdentityClientId = clientId;
        }

        return options;
    }

    private static void Copy(NpgsqlSettings from, NpgsqlSettings to) => (
        to.ConnectionString, to.DisableHealthChecks, to.DisableTracing, to.DisableMetrics) = (
        from.ConnectionString, from.DisableHealthChecks, from.DisableTracing, from.DisableMetrics);
}
