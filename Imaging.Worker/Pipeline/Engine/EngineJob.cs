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
    IReadOnlyList<ModelPicture> ModelPictures);
