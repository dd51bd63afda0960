using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>In which numbers pixels are mixed when a picture becomes smaller.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Light>))]
internal enum Light
{
    /// <summary>As they are stored: fast, and no different to the eye for photographs.</summary>
    Gamma,

    /// <summary>As light adds up: fine lines and letters keep their brightness.</summary>
    Linear,
}
