using ModelConverter.Packages;

namespace ModelConverter.Layers;

/// <summary>What a CommonJS script exports, as JSON. Its hash was checked before: it is the script that was looked at when its recipe was written.</summary>
internal static class ScriptExport
{
    private const string Print = "process.stdout.write(JSON.stringify(require(process.argv[1])))";

    public static string Read(Recipe recipe, byte[] script)
    {
        var folder = Directory.CreateTempSubdirectory("script-");
        try
        {
            var path = Path.Combine(folder.FullName, "script.cjs");
            File.WriteAllBytes(path, script);
            var (code, output, errors) = Command.Run("node", ["--eval", Print, path], folder.FullName);
            return code == 0
                ? output
                : throw new RecipeFailedException(recipe.Path, $"node failed with {code}: {errors.ReplaceLineEndings(" ").Trim()}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
