namespace Imaging.Worker.Inference;

/// <param name="File">Beside <c>model.json</c>.</param>
/// <param name="Sha256">Of the file, 64 lower-case hexadecimal digits.</param>
/// <param name="Input">Name of the graph's input.</param>
/// <param name="Outputs">Names of the graph's outputs that are taken: the last stage's are the answer, of the others the first goes on.</param>
internal sealed record ModelStage(string File, string Sha256, string Input, IReadOnlyList<string> Outputs);
