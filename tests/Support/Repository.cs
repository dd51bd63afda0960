namespace Support;

/// <summary>The checkout that the tests run in.</summary>
public static class Repository
{
    /// <summary>Folder of <c>Aspire.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Absolute path of a file of the checkout.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Folder of another project's build, of the configuration that this one was built in: artifacts/bin/PROJECT/release.</summary>
    public static string Built(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Aspire.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Aspire.sln above {AppContext.BaseDirectory}.");
    }
}
