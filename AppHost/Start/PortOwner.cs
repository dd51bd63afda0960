using System.Globalization;

namespace AppHost.Start;

/// <summary>Finds out which process listens on a port, where the system lets us see it.</summary>
internal static class PortOwner
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    private const string Unknown = "a process that this user may not see";

    /// <summary>Such as <c>process 4711 (redis-server)</c>.</summary>
    public static string Describe(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "another process";
        }

        var sockets = Tables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => ListeningSocket(line, port))
            .OfType<string>()
            .ToHashSet();
        return Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _) && Holds(folder, sockets))
            .Select(Name)
            .FirstOrDefault(Unknown);
    }

    //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
    //    0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 ...
    private static string? ListeningSocket(string line, int port)
    {
        const string listening = "0A";
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length > 9 && columns[3] == listening && columns[1].EndsWith($":{port:X4}", StringComparison.Ordinal)
            ? $"socket:[{columns[9]}]"
            : null;
    }

    private static bool Holds(string processFolder, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(processFolder, "fd"))
                .Any(descriptor => File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { } target && sockets.Contains(target.Name));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    private static string Name(string processFolder) =>
        $"process {Path.GetFileName(processFolder)} ({File.ReadAllText(Path.Combine(processFolder, "comm")).Trim()})";
}
