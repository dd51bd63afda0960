using Hosting.LocalProcesses.Servers;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A backing service that runs as a process of this machine and has a connection string.</summary>
public abstract class ServerProcessResource : ExecutableResource, IResourceWithConnectionString
{
    private string? knownConnectionString;

    /// <summary>Names the resource and what is started for it.</summary>
    protected ServerProcessResource(string name, ServerCommand command)
        : base(name, command.FileName, command.WorkingDirectory)
    {
    }

    /// <inheritdoc/>
    public abstract ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The connection string once the orchestrator has announced it; for health checks.</summary>
    internal string KnownConnectionString
    {
        get => knownConnectionString ?? throw new InvalidOperationException($"The connection string of {Name} is not known yet.");
        set => knownConnectionString = value;
    }

    /// <summary>The value of <see cref="ConnectionStringExpression"/>.</summary>
    internal async Task<string> GetConnectionStringAsync(CancellationToken cancellationToken) =>
        await ConnectionStringExpression.GetValueAsync(cancellationToken)
        ?? throw new InvalidOperationException($"{Name} has no connection string.");
}
