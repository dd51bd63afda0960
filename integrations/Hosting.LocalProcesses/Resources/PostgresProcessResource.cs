using Hosting.LocalProcesses.Servers;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>PostgreSQL as a process.</summary>
public sealed class PostgresProcessResource(string name, ServerCommand command, ParameterResource password)
    : ServerProcessResource(name, command)
{
    internal const string EndpointName = "tcp";

    private EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>Connection string of the server, without a database.</summary>
    public override ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={Endpoint.Property(EndpointProperty.IPV4Host)};Port={Endpoint.Property(EndpointProperty.Port)};Username={PostgresServer.User};Password={password}");
}
