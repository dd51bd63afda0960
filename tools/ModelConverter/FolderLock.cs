namespace ModelConverter;

/// <summary>Builds of the same checkout may run beside each other: one of them does the work, the others find it done.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static FileStream Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, ".lock");
        for (var started = DateTime.UtcNow; ;)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow - started < Patience)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(100));
            }
        }
    }
}
