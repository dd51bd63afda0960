using ModelConverter.Graphs;
using ModelConverter.Layers;
using ModelConverter.Packages;

namespace ModelConverter;

/// <summary>Makes the files of one recipe; what already lies there with the right hash stays untouched.</summary>
internal static class Kitchen
{
    public static void Prepare(Recipe recipe, PackageSource packages, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var (name, file) in recipe.Files)
        {
            var path = Path.Combine(target, name);
            if (File.Exists(path) && Hash.OfFile(path) == file.Sha256)
            {
                continue;
            }

            Write(path, Make(recipe, name, file, packages));
        }
    }

    private static byte[] Make(Recipe recipe, string name, RecipeFile file, PackageSource packages)
    {
        var sources = packages.Read(recipe, [.. file.From.Keys]);
        foreach (var (source, expected) in file.From)
        {
            Refuse(recipe, $"{source} of {recipe.Package}", sources[source], expected);
        }

        IReadOnlyList<byte[]> inputs = [.. file.From.Keys.Select(source => sources[source])];
        var made = file.Convert switch
        {
            "copy" => inputs[0],
            "free-batch" => FreeBatch.Apply(inputs[0]),
            "layers-model" => LayersModelConverter.Convert(recipe, inputs),
            _ => throw new RecipeFailedException(recipe.Path, $"convert is '{file.Convert}'; allowed: copy, free-batch, layers-model."),
        };
        Refuse(recipe, name, made, file.Sha256);
        return made;
    }

    private static void Refuse(Recipe recipe, string what, byte[] bytes, string expected)
    {
        var seen = Hash.Of(bytes);
        if (seen != expected)
        {
            throw new RecipeFailedException(recipe.Path, $"{what} has SHA-256 {seen}; allowed: {expected}.");
        }
    }

    /// <summary>All of the file or none: a build that is stopped leaves no half of one behind.</summary>
    private static void Write(string path, byte[] bytes)
    {
        var unfinished = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(unfinished, bytes);
        File.Move(unfinished, path, overwrite: true);
    }
}
