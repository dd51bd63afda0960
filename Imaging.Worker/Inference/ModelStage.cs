namespace Imaging.Worker.Inference;

/// <param name="File">Beside <c>model.json</c>.</param>
/// <param name="Sha256">Of the file, 64 lower-case hexadecimal digits.</param>
/// <param name="Input">Name of the graph's input.</param>
/// <param name="Output">Name of the graph's output that is taken.</param>
internal sealed record ModelStage(string File, string Sha256, string Input, string Output);
