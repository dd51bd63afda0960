using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

[JsonConverter(typeof(JsonStringEnumConverter<OutputFormat>))]
internal enum OutputFormat
{
    WebP,
    Jpeg,
    Png,
    Avif,
}
