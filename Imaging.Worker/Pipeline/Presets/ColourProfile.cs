using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

[JsonConverter(typeof(JsonStringEnumConverter<ColourProfile>))]
internal enum ColourProfile
{
    /// <summary>Colours are turned into sRGB, which needs no profile.</summary>
    Srgb,

    /// <summary>Numbers and profile of an RGB picture stay as they came; what is not RGB still becomes sRGB.</summary>
    Keep,
}
