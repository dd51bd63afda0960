namespace Imaging.Worker.Pipeline.Presets;

/// <summary>All presets by name (<c>Imaging:Presets</c>). A name that is configured replaces the shipped preset of that name whole.</summary>
public sealed class PresetsOptions
{
    /// <summary>Lower-case letters, digits, dashes.</summary>
    public IDictionary<string, PresetOptions> Presets { get; } = new Dictionary<string, PresetOptions>(StringComparer.Ordinal);

    /// <summary>Folder of the pictures that presets name, relative to the program. Default: <c>Assets</c>.</summary>
    public string AssetsPath { get; set; } = "Assets";
}
