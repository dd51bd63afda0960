using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Support.Servers;

namespace Aspire.Azure.Npgsql.Tests;

/// <summary>Against a real PostgreSQL that asks for a password: the "token" is that password.</summary>
public sealed class PasswordTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Scope = "https://ossrdbms-aad.database.windows.net/.default";

    [Fact]
    public async Task Without_a_password_a_token_of_the_credential_opens_every_connection()
    {
        var (connectionString, password) = await DatabaseAsync();
        var credential = new Tokens(password);
        using var host = Host(connectionString, settings => settings.Credential = credential);
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();

        await using (await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var second = source.CreateConnection())
        {
#pragma warning disable CA1849 // The migrations open their connections so.
            second.Open();
#pragma warning restore CA1849
        }

        Assert.Equal([Scope, Scope], credential.Asked);
    }

    [Fact]
    public async Task A_wrong_token_opens_nothing()
    {
        var (connectionString, _) = await DatabaseAsync();
        using var host = Host(connectionString, settings => settings.Credential = new Tokens("no"));

        var refused = await Assert.ThrowsAsync<PostgresException>(async () =>
            await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task With_a_password_nobody_is_asked_for_a_token()
    {
        var (connectionString, password) = await DatabaseAsync();
        var credential = new Tokens("no");
        using var host = Host($"{connectionString};Password={password}", settings => settings.Credential = credential);

        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.Empty(credential.Asked);
    }

    [Fact]
    public void The_identity_of_the_database_comes_from_the_connections_own_section()
    {
        string? read = null;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:db"] = "Host=nowhere;Username=me",
            ["Aspire:Npgsql:ManagedIdentityClientId"] = "all",
            ["Aspire:Npgsql:db:ManagedIdentityClientId"] = "mine",
        });
        builder.AddAzureNpgsqlDataSource("db", settings =>
        {
            read = settings.ManagedIdentityClientId;
            settings.Credential = new Tokens("no");
        });

        builder.Build().Dispose();

        Assert.Equal("mine", read);
    }

    private async Task<(string ConnectionString, string Password)> DatabaseAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()) { Pooling = false };
        var password = connection.Password!;
        connection.Password = null;
        return (connection.ConnectionString, password);
    }

    private static IHost Host(string connectionString, Action<AzureNpgsqlSettings> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["ConnectionStrings:db"] = connectionString;
        builder.AddAzureNpgsqlDataSource("db", configure);
        return builder.Build();
    }

    /// <summary>Gives one token, and remembers for what it was asked.</summary>
    private sealed class Tokens(string token) : TokenCredential
    {
        public List<string> Asked { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked.AddRange(requestContext.Scopes);
            return new(token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
