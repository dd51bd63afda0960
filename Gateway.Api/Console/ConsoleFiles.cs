using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;

namespace Gateway.Api.Console;

/// <summary>Every file of the page, read from the assembly once: some hundred kilobytes that never change.</summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "console/";
    private const string Hashed = "/assets/";
    private readonly FrozenDictionary<string, ConsoleFile> files;

    public ConsoleFiles()
    {
        var resources = typeof(ConsoleFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        files = resources.Where(name => !IsCompressed(name))
            .ToFrozenDictionary(name => name[(Prefix.Length - 1)..], name => Read(name, resources), StringComparer.Ordinal);
    }

    /// <summary>The file at a path such as <c>/assets/main-4fa1.js</c>; null: there is none.</summary>
    public ConsoleFile? Find(string path) => files.GetValueOrDefault(path is "/" ? "/index.html" : path);

    private static bool IsCompressed(string name) =>
        name.EndsWith(".br", StringComparison.Ordinal) || name.EndsWith(".gz", StringComparison.Ordinal);

    private static ConsoleFile Read(string name, HashSet<string> resources)
    {
        byte[]? Compressed(string ending) => resources.Contains(name + ending) ? Bytes(name + ending) : null;
        return new(Bytes(name), Compressed(".br"), Compressed(".gz"), TypeOf(name), name.Contains(Hashed, StringComparison.Ordinal));
    }

    private static byte[] Bytes(string name)
    {
        using var stream = typeof(ConsoleFiles).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string TypeOf(string name) => new FileExtensionContentTypeProvider().TryGetContentType(name, out var type)
        ? type switch
        {
            // Everything that is text here is UTF-8, and only HTML says so itself.
            "text/html" or "text/css" or "text/javascript" => $"{type}; charset=utf-8",
            _ => type,
        }
        : "application/octet-stream";
}
