namespace Imaging.Worker.Storage;

/// <summary>Who may read an image's derivatives; the original is nobody's to read.</summary>
internal static class ImageVisibility
{
    /// <summary>Its owner.</summary>
    public const string Private = "private";

    /// <summary>Any signed-in user who knows its id.</summary>
    public const string Shared = "shared";
}
