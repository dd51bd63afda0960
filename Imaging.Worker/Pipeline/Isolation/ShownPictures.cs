using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>What a child shows to the models in the middle of its work.</summary>
/// <param name="Source">What was uploaded: where a picture shows less than all of it, its size says how much.</param>
/// <param name="Pixels">By model: RGB, one byte each, row by row.</param>
internal sealed record ShownPictures(SourceInfo Source, IReadOnlyDictionary<string, byte[]> Pixels);

/// <summary>Runs the models over their pictures while the child waits; answers what a smart cut must keep.</summary>
internal delegate Task<IReadOnlyList<FocusBox>> AnswerPictures(ShownPictures pictures, CancellationToken cancellationToken);
