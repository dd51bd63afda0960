using AppHost.Start;
using Microsoft.Extensions.Configuration;

namespace AppHost.Backing;

/// <summary>
/// Where the backing services keep their data: <c>.data/{gateway port}</c> unless <c>Backing:DataPath</c> says otherwise. A lock
/// file, held as long as this process lives, keeps a second system out of it.
/// </summary>
internal sealed class DataFolder
{
    private static readonly List<FileStream> Held = [];

    private DataFolder(string path) => Path = path;

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Takes the folder, and empties it first where <c>Backing:Fresh</c> is true.</summary>
    /// <exception cref="StartRefusedException">Another system uses it.</exception>
    public static DataFolder Take(IConfiguration configuration, string repository, int gatewayPort)
    {
        var configured = configuration["Backing:DataPath"] ?? System.IO.Path.Combine(repository, ".data", $"{gatewayPort}");
        var path = System.IO.Path.GetFullPath(configured);
        Directory.CreateDirectory(path);
        Lock(path);
        if (string.Equals(configuration["Backing:Fresh"], "true", StringComparison.OrdinalIgnoreCase))
        {
            Empty(path);
        }

        return new(path);
    }

    /// <summary>Folder of one server.</summary>
    public string For(string server) => System.IO.Path.Combine(Path, server);

    private static void Lock(string path)
    {
        try
        {
            Held.Add(new FileStream(LockFile(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new StartRefusedException($"Backing:DataPath is {path}, which another running system uses; allowed: a folder of its own, for example by another --port.");
        }
    }

    private static void Empty(string path)
    {
        foreach (var folder in Directory.EnumerateDirectories(path))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(path).Where(file => file != LockFile(path)))
        {
            File.Delete(file);
        }
    }

    private static string LockFile(string path) => System.IO.Path.Combine(path, "lock");
}
