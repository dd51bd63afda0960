using System.Diagnostics;
using System.Globalization;

namespace Bench.Lab.Processes;

/// <summary>A process and its descendants, as Linux lists them.</summary>
internal static class ProcessTree
{
    /// <summary>The process, its children, theirs, and so on.</summary>
    public static IEnumerable<int> Of(int processId) => [processId, .. Children(processId).SelectMany(Of)];

    /// <summary>Living children of all its threads.</summary>
    public static IEnumerable<int> Children(int processId)
    {
        var tasks = $"/proc/{processId}/task";
        if (!Directory.Exists(tasks))
        {
            return [];
        }

        try
        {
            return
            [
                .. Directory.EnumerateDirectories(tasks)
                    .SelectMany(task => Read(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Sends a signal, such as <c>STOP</c>, to the whole tree at once; Unix only.</summary>
    public static async Task SignalAsync(int processId, string signal)
    {
        string[] arguments = [$"-{signal}", .. Of(processId).Select(id => id.ToString(CultureInfo.InvariantCulture))];
        // A child that has ended in between is an error of kill, which is no error here.
        using var kill = Process.Start(new ProcessStartInfo("kill", arguments) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
