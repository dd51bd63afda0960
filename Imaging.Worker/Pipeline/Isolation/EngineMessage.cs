using System.Text.Json.Serialization;
using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>What the child says: progress any number of times, pictures at most once, then one of the other three.</summary>
/// <param name="Progress">Name of the step that begins.</param>
/// <param name="Pictures">What the models are to see; the child waits for <see cref="EngineOrder.Focus"/>.</param>
/// <param name="Report">The work is done.</param>
/// <param name="RejectedCode">The image is at fault; <see cref="PipelineErrorCodes"/>.</param>
/// <param name="Sentence">Of the rejection or the failure.</param>
/// <param name="Failed">The work failed, and not because of the image.</param>
internal sealed record EngineMessage(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Progress = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ShownPictures? Pictures = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EngineReport? Report = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RejectedCode = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sentence = null,
    bool Failed = false);
