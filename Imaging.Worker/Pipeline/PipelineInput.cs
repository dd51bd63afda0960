namespace Imaging.Worker.Pipeline;

/// <param name="SourcePath">The uploaded bytes in a private file that nobody changes meanwhile.</param>
/// <param name="DeclaredContentType">What the client said it is; a lie is refused.</param>
/// <param name="PresetName">A name of the <see cref="PresetCatalog"/>.</param>
/// <param name="WorkFolder">An existing folder of this job's own: variants are written here, and stay for the caller to take.</param>
/// <param name="Progress">Told the name of each step as it begins.</param>
internal sealed record PipelineInput(
    string SourcePath, string DeclaredContentType, string PresetName, string WorkFolder, IProgress<string>? Progress);
