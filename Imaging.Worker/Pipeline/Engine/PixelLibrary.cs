using System.Text.Json.Serialization;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Who does the pixels.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PixelLibrary>))]
internal enum PixelLibrary
{
    /// <summary>Fast and lean, native code.</summary>
    Libvips,

    /// <summary>Managed code only, several times slower.</summary>
    ImageSharp,
}
