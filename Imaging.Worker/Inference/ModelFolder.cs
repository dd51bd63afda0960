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

        return ProblemsOf(model, Path.GetFileName(folder)).FirstOrDefault() is { } problem
            ? throw new ModelBrokenException($"{path}: {problem}")
            : model;
    }

    /// <summary>Compares each weight file with its SHA-256.</summary>
    /// <exception cref="ModelBrokenException">A file is missing or is another one.</exception>
    public static void Verify(string folder, ModelDescription model)
    {
        foreach (var stage in model.Stages)
        {
            var path = Path.Combine(folder, stage.File);
            if (!File.Exists(path))
            {
                throw new ModelBrokenException($"Model file {path} is missing; allowed: the file with SHA-256 {stage.Sha256}.");
            }

            using var file = File.OpenRead(path);
            var seen = Convert.ToHexStringLower(SHA256.HashData(file));
            if (!seen.Equals(stage.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new ModelBrokenException($"Model file {path} has SHA-256 {seen}; allowed: {stage.Sha256}.");
            }
        }
    }

    private static IEnumerable<string> ProblemsOf(ModelDescription model, string folderName)
    {
        if (model.Name != folderName)
        {
            yield return $"name is '{model.Name}'; allowed: the folder's name, '{folderName}'.";
        }

        if (model.Input.Width is < 1 or > 4_096 || model.Input.Height is < 1 or > 4_096)
        {
            yield return $"input is {model.Input.Width} x {model.Input.Height}; allowed: 1 to 4096 pixels.";
        }

        if (model.Input.Channels is not ("rgb" or "bgr"))
        {
            yield return $"input.channels is '{model.Input.Channels}'; allowed: rgb, bgr.";
        }

        if (model.Input.Layout is not ("nchw" or "nhwc"))
        {
            yield return $"input.layout is '{model.Input.Layout}'; allowed: nchw, nhwc.";
        }

        if (model.Input.Mean.Count != 3 || model.Input.Deviation.Count != 3 || model.Input.Deviation.Contains(0))
        {
            yield return "input.mean and input.deviation are not three numbers each, or a deviation is 0.";
        }

        if (model.Stages.Count == 0 || model.Stages.Any(stage => Path.GetFileName(stage.File) != stage.File))
        {
            yield return "stages is empty or names a file outside the folder; allowed: one or more plain file names.";
        }

        if (model.Output.Kind != ModelOutput.Embedding)
        {
            yield return $"output.kind is '{model.Output.Kind}'; allowed: {ModelOutput.Embedding}.";
        }

        if (model.Output.Length is < 1 or > 65_536)
        {
            yield return $"output.length is {model.Output.Length}; allowed: 1 to 65536.";
        }

        if (model.Batch != 1)
        {
            yield return $"batch is {model.Batch}; allowed: 1.";
        }
    }
}
