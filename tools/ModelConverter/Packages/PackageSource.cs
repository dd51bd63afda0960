namespace ModelConverter.Packages;

/// <summary>Files of packages, from wherever this machine's feeds are: the clients of the registries know, this does not.</summary>
internal sealed class PackageSource(string nugetFolder) : IDisposable
{
    private readonly NpmPackages npm = new();

    /// <summary>The bytes of the files named.</summary>
    /// <exception cref="RecipeFailedException">The package or a file of it is not to be had.</exception>
    public IReadOnlyDictionary<string, byte[]> Read(Recipe recipe, IReadOnlyList<string> files) => recipe.Package.Split(' ') switch
    {
        ["npm", var name, var version] => npm.Read(recipe, name, version, files),
        ["nuget", var name, var version] => ReadNuGet(recipe, name, version, files),
        _ => throw new RecipeFailedException(recipe.Path, $"package is '{recipe.Package}'; allowed: 'npm NAME VERSION' or 'nuget NAME VERSION'."),
    };

    public void Dispose() => npm.Dispose();

    /// <summary>Restore has put it there, by a <c>PackageDownload</c> of the project.</summary>
    private Dictionary<string, byte[]> ReadNuGet(Recipe recipe, string name, string version, IReadOnlyList<string> files)
    {
        var folder = Path.Combine(nugetFolder, name.ToLowerInvariant(), version);
        return files.ToDictionary(file => file, file =>
        {
            var path = Path.Combine(folder, file);
            return File.Exists(path)
                ? File.ReadAllBytes(path)
                : throw new RecipeFailedException(recipe.Path, $"{path} is missing: the package was not restored. Run 'dotnet restore'.");
        });
    }
}
