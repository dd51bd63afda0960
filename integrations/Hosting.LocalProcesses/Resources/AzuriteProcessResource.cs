using Hosting.LocalProcesses.Servers;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Azurite as a process; its blobs and queues are resources of their own.</summary>
public sealed class AzuriteProcessResource(string name, ServerCommand command)
    : ExecutableResource(name, command.FileName, command.WorkingDirectory);
