using Imaging.Worker.Pipeline.Engine;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>Runs the models over their pictures, by model, while the child waits; answers what a smart cut must keep.</summary>
internal delegate Task<IReadOnlyList<FocusBox>> AnswerPictures(IReadOnlyDictionary<string, byte[]> pictures, CancellationToken cancellationToken);
