namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL process.</summary>
public sealed class PostgresProcessDatabaseResource(string name, PostgresProcessResource parent)
    : Resource(name), IResourceWithParent<PostgresProcessResource>, IResourceWithConnectionString
{
    private string? knownConnectionString;

    /// <inheritdoc/>
    public PostgresProcessResource Parent => parent;

    /// <summary>Connection string of the database, for Npgsql.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Database={Name}");

    internal string KnownConnectionString
    {
        get => knownConnectionString ?? throw new InvalidOperationException($"The connection string of {Name} is not known yet.");
        set => knownConnectionString = value;
    }

    internal async Task<string> GetConnectionStringAsync(CancellationToken cancellationToken) =>
        await ConnectionStringExpression.GetValueAsync(cancellationToken)
        ?? throw new InvalidOperationException($"{Name} has no connection string.");
}
