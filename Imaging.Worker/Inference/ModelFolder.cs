using System.Security.Cryptography;
using System.Text.Json;

namespace Imaging.Worker.Inference;

/// <summary>Reads and checks one folder of a model.</summary>
internal static class ModelFolder
{
    public const string DescriptionFile = "model.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads <c>model.json</c>; the weights stay unread.</summary>
    /// <exception cref="ModelBrokenException">It is missing, malformed or contradicts itself.</exception>
    public static ModelDescription Read(string folder)
    {
        var path = Path.Combine(folder, DescriptionFile);
        ModelDescription model;
        try
        {
            model = JsonSerializer.Deserialize<ModelDescription>(File.ReadAllBytes(path), Strict)
                ?? throw new ModelBrokenException($"{path} is null; allowed: an object as in Models/README.md.");
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw new ModelBrokenException($"{path} could not be read: {exception.Message}");
        }

        return ModelRules.ProblemsOf(model, Path.GetFileName(folder)).FirstOrDefault() is { } problem
            ? throw new ModelBrokenException($"{path}: {problem}")
            : model;
    }

    /// <summary>Compares each file with its SHA-256.</summary>
    /// <exception cref="ModelBrokenException">A file is missing or is another one.</exception>
    public static void Verify(string folder, ModelDescription model)
    {
        foreach (var (name, sha256) in model.Files())
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                throw new ModelBrokenException($"Model file {path} is missing; allowed: the file with SHA-256 {sha256}.");
            }

            using var file = File.OpenRead(path);
            var seen = Convert.ToHexStringLower(SHA256.HashData(file));
            if (!seen.Equals(sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new ModelBrokenException($"Model file {path} has SHA-256 {seen}; allowed: {sha256}.");
            }
        }
    }

    /// <summary>The names of the model's numbers, from wherever they stand.</summary>
    public static IReadOnlyList<string> ReadLabels(string folder, ModelDescription model) =>
        model.Output.LabelsFile is { } labels ? File.ReadAllLines(Path.Combine(folder, labels.File)) : model.Output.Labels;
}
