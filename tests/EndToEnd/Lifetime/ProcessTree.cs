using System.Globalization;

namespace EndToEnd.Lifetime;

/// <summary>
/// All processes of one system, by Linux's <c>/proc</c>: the AppHost, the orchestrator that it started (which detaches itself and
/// names the AppHost in its arguments), and whatever these started.
/// </summary>
internal sealed class ProcessTree
{
    private readonly IReadOnlyCollection<Seen> processes;

    private ProcessTree(IReadOnlyCollection<Seen> processes) => this.processes = processes;

    public int Count => processes.Count;

    public static ProcessTree Of(int appHost)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Read).OfType<Seen>().ToList();
        var found = all.Where(process => process.Id == appHost || IsOrchestratorOf(process, appHost)).ToHashSet();
        while (true)
        {
            var ids = found.Select(process => process.Id).ToHashSet();
            var children = all.Where(process => ids.Contains(process.Parent) && !found.Contains(process)).ToList();
            if (children.Count == 0)
            {
                return new(found);
            }

            found.UnionWith(children);
        }
    }

    /// <summary>Those that still live, as a person reads them. A process that has ended and waits for its parent counts as gone.</summary>
    public IReadOnlyList<string> Alive() =>
    [
        .. processes
            .Where(process => Read($"/proc/{process.Id}") is { } now && now.StartedAt == process.StartedAt)
            .Select(process => $"{process.Id} {process.CommandLine}"),
    ];

    private static bool IsOrchestratorOf(Seen process, int appHost) =>
        process.CommandLine.Contains(string.Create(CultureInfo.InvariantCulture, $"--monitor {appHost} "), StringComparison.Ordinal);

    // /proc/PID/stat: "4711 (redis-server) S 4700 ..."; the state is the first field behind the name, the start the 20th.
    private static Seen? Read(string folder)
    {
        try
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : new(
                id,
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[19],
                File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' '));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended while it was read.
            return null;
        }
    }

    private sealed record Seen(int Id, int Parent, string StartedAt, string CommandLine);
}
