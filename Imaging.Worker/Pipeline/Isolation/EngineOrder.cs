using System.Text.Json.Serialization;
using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>What the parent says: a job, or the answer that the job in work waits for.</summary>
/// <param name="Job">The next image.</param>
/// <param name="Focus">What the models found in the pictures of <see cref="EngineMessage.Pictures"/>.</param>
internal sealed record EngineOrder(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EngineJob? Job = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FocusBox>? Focus = null);
