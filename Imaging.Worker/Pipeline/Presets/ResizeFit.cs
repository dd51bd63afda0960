using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

[JsonConverter(typeof(JsonStringEnumConverter<ResizeFit>))]
internal enum ResizeFit
{
    /// <summary>All of the picture, inside the box.</summary>
    Fit,

    /// <summary>All of the box, the picture cropped at its centre.</summary>
    Fill,
}
