using System.Text.Json;
using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline;

/// <summary>What the models said about one image, as far as they have run.</summary>
internal sealed class ModelFindings
{
    /// <summary>By kind, as they stand in the manifest.</summary>
    public Dictionary<string, JsonElement> Results { get; } = [];

    public List<StepTiming> Timings { get; } = [];

    /// <summary>What a smart cut must keep: the faces.</summary>
    public List<FocusBox> Focus { get; } = [];
}
