using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

[JsonConverter(typeof(JsonStringEnumConverter<ResizeFit>))]
internal enum ResizeFit
{
    /// <summary>All of the picture, inside the box.</summary>
    Fit,

    /// <summary>All of the box, the picture cut at its gravity.</summary>
    Fill,

    /// <summary>A piece of the box's size, cut out without scaling.</summary>
    Crop,

    /// <summary>All of the picture inside the box, and background around it: exactly the box.</summary>
    Pad,
}
