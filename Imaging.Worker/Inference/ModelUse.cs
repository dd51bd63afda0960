namespace Imaging.Worker.Inference;

/// <summary>Which model answered, and where it ran, as it stands in manifests.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">Its version: answers of different versions cannot be compared.</param>
/// <param name="Device"><c>cuda</c> or <c>cpu</c>.</param>
internal sealed record ModelUse(string Model, string Version, string Device);
