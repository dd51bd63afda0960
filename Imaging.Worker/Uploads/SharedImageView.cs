namespace Imaging.Worker.Uploads;

/// <summary>A shared image as everybody but its owner sees it: nothing of its owner, its file or its original.</summary>
/// <param name="Id">The image.</param>
/// <param name="Status">As its owner sees it.</param>
/// <param name="Visibility">Always <c>shared</c>.</param>
/// <param name="Result">Of a succeeded image only.</param>
internal sealed record SharedImageView(string Id, string Status, string Visibility, SharedResultView? Result);

/// <param name="ExpiresAt">From this moment on the addresses are refused; ask again for fresh ones.</param>
/// <param name="BlurHash">Placeholder while a variant loads; null where the preset makes none.</param>
/// <param name="Variants">What was made of it.</param>
internal sealed record SharedResultView(DateTimeOffset ExpiresAt, string? BlurHash, IReadOnlyList<VariantView> Variants);

/// <summary>Body of <c>PUT /images/{id}/visibility</c>.</summary>
/// <param name="Visibility"><c>private</c>: only the owner reads the derivatives; <c>shared</c>: any signed-in user who knows the id.</param>
internal sealed record VisibilityRequest(string Visibility);
