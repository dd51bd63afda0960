using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelConverter;

/// <summary>A model's <c>weights.json</c>: which package its files come from and what is made of them.</summary>
/// <param name="Package"><c>npm NAME VERSION</c> or <c>nuget NAME VERSION</c>.</param>
/// <param name="Files">What is put beside <c>model.json</c>, by file name.</param>
internal sealed record Recipe(string Package, IReadOnlyDictionary<string, RecipeFile> Files)
{
    public const string FileName = "weights.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Where it was read.</summary>
    [JsonIgnore]
    public string Path { get; private init; } = "";

    /// <summary>The folder's name.</summary>
    [JsonIgnore]
    public string Model { get; private init; } = "";

    public static IEnumerable<Recipe> ReadAll(string modelsFolder) =>
        Directory.GetDirectories(modelsFolder).Order(StringComparer.Ordinal)
            .Select(folder => System.IO.Path.Combine(folder, FileName)).Where(File.Exists).Select(Read);

    private static Recipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<Recipe>(File.ReadAllBytes(path), Strict) ?? throw new JsonException("It is null.");
            return recipe with { Path = path, Model = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!) };
        }
        catch (JsonException exception)
        {
            throw new RecipeFailedException(path, exception.Message);
        }
    }
}

/// <param name="Sha256">Of the finished file; the same that <c>model.json</c> demands at start.</param>
/// <param name="From">Files of the package with their SHA-256, in the order in which <paramref name="Convert"/> takes them.</param>
/// <param name="Convert"><c>copy</c>, <c>free-batch</c> (lets the batch of an ONNX graph be of any size) or <c>layers-model</c> (TensorFlow.js to ONNX).</param>
internal sealed record RecipeFile(string Sha256, IReadOnlyDictionary<string, string> From, string Convert = "copy");
