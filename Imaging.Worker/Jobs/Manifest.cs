using System.Text.Json;
using Imaging.Worker.Pipeline;

namespace Imaging.Worker.Jobs;

/// <summary>What became of an image: <c>manifest.json</c>, written once.</summary>
/// <param name="Id">The image.</param>
/// <param name="Preset">Name of the preset.</param>
/// <param name="Derivatives">Folder of the variants in container <c>derivatives</c>.</param>
/// <param name="Source">What came.</param>
/// <param name="Variants">What was made of it.</param>
/// <param name="Results">What models and measurements said, by step.</param>
/// <param name="Timings">Time of each step.</param>
internal sealed record Manifest(
    string Id,
    string Preset,
    string Derivatives,
    SourceInfo Source,
    IReadOnlyList<ManifestVariant> Variants,
    IReadOnlyDictionary<string, JsonElement> Results,
    IReadOnlyList<StepTiming> Timings)
{
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static Manifest Parse(string json) =>
        JsonSerializer.Deserialize<Manifest>(json, JsonSerializerOptions.Web) ?? throw new JsonException("The manifest is null.");
}

/// <param name="Name">Name of the variant in its preset.</param>
/// <param name="File">Name of its blob under <see cref="Manifest.Derivatives"/>.</param>
/// <param name="ContentType">Such as <c>image/webp</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bytes">Length.</param>
internal sealed record ManifestVariant(string Name, string File, string ContentType, int Width, int Height, long Bytes);
