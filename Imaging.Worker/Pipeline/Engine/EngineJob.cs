using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The pixel work on one image: all that the process that does it needs to know.</summary>
internal sealed record EngineJob(
    string SourcePath,
    string DeclaredContentType,
    string WorkFolder,
    LimitsOptions Limits,
    IReadOnlyList<PresetStep> Steps,
    IReadOnlyList<ModelPicture> ModelPictures)
{
    /// <summary>Whose pixels.</summary>
    public PixelLibrary Library { get; init; }

    /// <summary>What becomes of the colours.</summary>
    public ColourProfile Profile { get; init; }

    /// <summary>How pixels are mixed.</summary>
    public Light Light { get; init; }

    /// <summary>Folder of watermarks.</summary>
    public string AssetsPath { get; init; } = "";

    /// <summary>The models see their pictures before anything is cut, and say what a smart cut must keep.</summary>
    public bool AwaitsFocus { get; init; }

    /// <summary>The sizes, in the order of the preset.</summary>
    public IEnumerable<ResizePreset> Sizes() => Steps.OfType<ResizePreset>();
}
