using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Webhooks;

/// <summary>
/// The endpoints of scopes. What changes one takes the caller's connection, so that the change belongs to the caller's
/// transaction; who may change it is the caller's to decide.
/// </summary>
public sealed class WebhookEndpoints
{
    private const int SecretBytes = 32;
    private const string SecretPrefix = "whsec_";
    private readonly NpgsqlDataSource database;
    private readonly SecretBox box;
    private readonly WebhookUrls urls;
    private readonly IOptions<WebhookOptions> options;
    private readonly TimeProvider time;

    internal WebhookEndpoints(NpgsqlDataSource database, SecretBox box, WebhookUrls urls, IOptions<WebhookOptions> options, TimeProvider time) =>
        (this.database, this.box, this.urls, this.options, this.time) = (database, box, urls, options, time);

    /// <summary>Adds an endpoint to the scope; the answer alone holds its secret.</summary>
    /// <param name="connection">With the caller's transaction.</param>
    /// <param name="scope">Whose events it gets.</param>
    /// <param name="request">Where they go, and which.</param>
    /// <param name="known">Types that there are.</param>
    /// <param name="user">Who adds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WebhookRefusedException"><c>webhook-url-invalid</c>, <c>webhook-type-unknown</c>, <c>too-many-webhooks</c>.</exception>
    public async Task<NewWebhookEndpoint> CreateAsync(
        NpgsqlConnection connection, string scope, WebhookEndpointRequest request, IReadOnlyCollection<string> known, string user,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var url = urls.Check(request.Url);
        var types = CheckTypes(request.Types, known);
        await RequirePlaceAsync(connection, scope, cancellationToken);
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        await using var command = new NpgsqlCommand(
            "INSERT INTO webhook_endpoints (id, scope, url, types, secret, created_by, created_at) VALUES ($1, $2, $3, $4::text[], $5, $6, $7)", connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = scope }, new() { Value = url }, new() { Value = (object?)types ?? DBNull.Value },
                new() { Value = await box.SealAsync(id, secret, cancellationToken) }, new() { Value = user }, new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new(id, url, types, SecretPrefix + Convert.ToBase64String(secret));
    }

    /// <summary>Removes the endpoint and what waits for it.</summary>
    /// <exception cref="WebhookRefusedException"><c>webhook-not-found</c>.</exception>
    public static Task DeleteAsync(NpgsqlConnection connection, string scope, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(connection, "DELETE FROM webhook_endpoints WHERE scope = $1 AND id = $2", scope, id, cancellationToken);

    /// <summary>Tries everything again: the endpoint is no more disabled, and its dead deliveries are due.</summary>
    /// <exception cref="WebhookRefusedException"><c>webhook-not-found</c>.</exception>
    public static async Task ReviveAsync(NpgsqlConnection connection, string scope, Guid id, CancellationToken cancellationToken)
    {
        await ChangeAsync(
            connection,
            "UPDATE webhook_endpoints SET disabled_at = NULL, failing_since = NULL, failures = 0, next_at = '-infinity' WHERE scope = $1 AND id = $2",
            scope, id, cancellationToken);
        await using var command = new NpgsqlCommand(
            "UPDATE webhook_deliveries SET dead_at = NULL, attempts = 0, due_at = now(), created_at = now() WHERE endpoint = $1 AND dead_at IS NOT NULL", connection)
        {
            Parameters = { new() { Value = id } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The scope's endpoints, the oldest first.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(string scope, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT id, url, types, created_by, created_at,
                (SELECT count(*) FROM webhook_deliveries WHERE endpoint = webhook_endpoints.id AND dead_at IS NULL),
                (SELECT count(*) FROM webhook_deliveries WHERE endpoint = webhook_endpoints.id AND dead_at IS NOT NULL),
                failing_since, disabled_at
            FROM webhook_endpoints WHERE scope = $1 ORDER BY id
            """);
        command.Parameters.AddWithValue(scope);
        var found = new List<WebhookEndpoint>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<string[]>(2), reader.GetString(3),
                reader.GetDateTime(4), reader.GetInt64(5), reader.GetInt64(6),
                reader.IsDBNull(7) ? null : reader.GetDateTime(7), reader.IsDBNull(8) ? null : reader.GetDateTime(8)));
        }

        return found;
    }

    /// <summary>The endpoint's dead deliveries, the newest first.</summary>
    /// <exception cref="WebhookRefusedException"><c>webhook-not-found</c>.</exception>
    public async Task<IReadOnlyList<DeadDelivery>> DeadAsync(string scope, Guid id, int limit, CancellationToken cancellationToken)
    {
        if ((await ListAsync(scope, cancellationToken)).All(endpoint => endpoint.Id != id))
        {
            throw NotFound();
        }

        await using var command = database.CreateCommand("""
            SELECT id, type, payload, attempts, last_error, created_at, dead_at FROM webhook_deliveries
            WHERE endpoint = $1 AND dead_at IS NOT NULL ORDER BY number DESC LIMIT $2
            """);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(limit);
        var dead = new List<DeadDelivery>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            dead.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetDateTime(5), reader.GetDateTime(6)));
        }

        return dead;
    }

    private static string[]? CheckTypes(IReadOnlyList<string>? types, IReadOnlyCollection<string> known)
    {
        if (types is null or { Count: 0 })
        {
            return null;
        }

        return types.All(known.Contains) ? [.. types.Distinct()] : throw new WebhookRefusedException(
            ErrorCodes.WebhookTypeUnknown, StatusCodes.Status400BadRequest, $"Types of events are: {string.Join(", ", known)}.");
    }

    /// <summary>Two that come at once may both find room: the bound is against heaps, not to the last one.</summary>
    private async Task RequirePlaceAsync(NpgsqlConnection connection, string scope, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM webhook_endpoints WHERE scope = $1", connection)
        {
            Parameters = { new() { Value = scope } },
        };
        if ((long)(await command.ExecuteScalarAsync(cancellationToken))! >= options.Value.EndpointsPerScope)
        {
            throw new WebhookRefusedException(
                ErrorCodes.TooManyWebhooks, StatusCodes.Status409Conflict, $"There are at most {options.Value.EndpointsPerScope} webhooks; delete one first.");
        }
    }

    private static async Task ChangeAsync(NpgsqlConnection connection, string sql, string scope, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = scope }, new() { Value = id } } };
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw NotFound();
        }
    }

    private static WebhookRefusedException NotFound() =>
        new(ErrorCodes.WebhookNotFound, StatusCodes.Status404NotFound, "There is no such webhook.");
}

/// <summary>What is asked for.</summary>
/// <param name="Url">https, or http to a loopback address in Development.</param>
/// <param name="Types">Types of events; null or none for all.</param>
public sealed record WebhookEndpointRequest(string? Url, IReadOnlyList<string>? Types);
