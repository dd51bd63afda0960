namespace Hosting.LocalProcesses.Servers;

/// <summary>A server's program is not on this machine; the message says in one line what to install.</summary>
public sealed class ServerMissingException(string message) : Exception(message);
