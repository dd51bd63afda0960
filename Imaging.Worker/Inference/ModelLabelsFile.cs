namespace Imaging.Worker.Inference;

/// <param name="File">Beside <c>model.json</c>, UTF-8.</param>
/// <param name="Sha256">Of the file, 64 lower-case hexadecimal digits.</param>
internal sealed record ModelLabelsFile(string File, string Sha256);
