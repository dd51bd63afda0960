using Bench.Lab.Promises;
using Spectre.Console;

namespace Bench.Commands;

/// <summary>Promises beside what was measured.</summary>
internal static class PromiseTable
{
    /// <summary>Answers whether all were kept.</summary>
    public static bool Write(IAnsiConsole console, IReadOnlyList<KeptPromise> promises)
    {
        var table = new Table { Border = TableBorder.Minimal }.AddColumns("Promise", "Allowed", "Measured", "Kept");
        foreach (var promise in promises)
        {
            table.AddRow(promise.What, promise.Allowed, promise.Measured, promise.IsKept ? "yes" : "NO");
        }

        console.Write(table);
        return promises.All(promise => promise.IsKept);
    }
}
