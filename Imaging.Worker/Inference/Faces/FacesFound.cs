namespace Imaging.Worker.Inference.Faces;

/// <summary>The faces of a picture, as they stand in the manifest.</summary>
/// <param name="Models">Those that looked.</param>
/// <param name="Threshold">Least score that counted.</param>
/// <param name="Faces">The surest first.</param>
internal sealed record FacesFound(IReadOnlyList<ModelUse> Models, double Threshold, IReadOnlyList<FaceBox> Faces);
