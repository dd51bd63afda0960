using System.Globalization;

namespace Bench.Gateway.Systems;

/// <summary>Sockets of a process to given ports, as the kernel lists them; Linux only.</summary>
internal static class UpstreamSockets
{
    private const int RemoteAddress = 2;
    private const int State = 3;
    private const int Inode = 9;
    private const string Established = "01";

    // .NET connects to 127.0.0.1 by sockets of either family.
    private static readonly string[] Tables = ["tcp", "tcp6"];

    /// <summary>Connections of <paramref name="processId"/> to one of <paramref name="ports"/>; <c>null</c>: this system does not tell.</summary>
    public static int? Count(int processId, IReadOnlyList<int> ports)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var own = Inodes(processId);
        return Tables.SelectMany(table => ReadLines($"/proc/{processId}/net/{table}"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields.Length > Inode && fields[State] == Established && ports.Contains(Port(fields[RemoteAddress])) && own.Contains(fields[Inode]));
    }

    // "0100007F:1F90": the port behind the colon, in hexadecimal digits.
    private static int Port(string address) =>
        int.TryParse(address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) ? port : 0;

    // "/proc/12/fd/7" -> "socket:[4711]"
    private static HashSet<string> Inodes(int processId) =>
    [
        .. Directory.EnumerateFiles($"/proc/{processId}/fd")
            .Select(TargetOf)
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]),
    ];

    private static string TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? string.Empty;
        }
        catch (IOException)
        {
            // Closed while they were listed.
            return string.Empty;
        }
    }

    private static IEnumerable<string> ReadLines(string table) => File.Exists(table) ? File.ReadLines(table).Skip(1) : [];
}
