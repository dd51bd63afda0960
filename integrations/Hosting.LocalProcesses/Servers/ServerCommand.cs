namespace Hosting.LocalProcesses.Servers;

/// <summary>How to start a server: what the orchestrator, or a test, hands to the operating system.</summary>
/// <param name="FileName">Program, as a path or a name on <c>PATH</c>.</param>
/// <param name="Arguments">Arguments; none of them is a secret, since every user of the machine can read them.</param>
/// <param name="WorkingDirectory">An existing folder.</param>
public sealed record ServerCommand(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Environment variables beside those that are inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
