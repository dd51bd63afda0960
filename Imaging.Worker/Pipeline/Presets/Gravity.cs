using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Which part of a picture stays when it is cut, or where something lies on it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Gravity>))]
internal enum Gravity
{
    Centre,
    North,
    NorthEast,
    East,
    SouthEast,
    South,
    SouthWest,
    West,
    NorthWest,

    /// <summary>The faces that a model found, else what draws the eye.</summary>
    Smart,
}
