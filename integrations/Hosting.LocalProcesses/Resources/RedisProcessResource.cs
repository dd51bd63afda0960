using Hosting.LocalProcesses.Servers;

namespace Aspire.Hosting.ApplicationModel;

/// <summary><c>redis-server</c> as a process.</summary>
public sealed class RedisProcessResource(string name, ServerCommand command, ParameterResource password)
    : ServerProcessResource(name, command)
{
    internal const string EndpointName = "tcp";

    private EndpointReference Endpoint => new(this, EndpointName);

    /// <summary><c>HOST:PORT,password=PASSWORD</c>, as StackExchange.Redis reads it.</summary>
    public override ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"{Endpoint.Property(EndpointProperty.IPV4Host)}:{Endpoint.Property(EndpointProperty.Port)},password={password}");
}
