namespace Support.Servers;

/// <summary>A new folder that is deleted with everything in it.</summary>
/// <param name="parent">Where it is made; null: where the system keeps temporary folders.</param>
public sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    private const string Prefix = "backend-";

    /// <summary>Absolute path.</summary>
    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory(Prefix).FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, Prefix + System.IO.Path.GetRandomFileName())).FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // A container has written there as a user of its own; the system's temporary folder is cleared in its time.
        }
    }
}
