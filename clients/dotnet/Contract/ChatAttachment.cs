using MessagePack;

namespace Chat.Client;

/// <summary>An image of the imaging service that a message shows.</summary>
/// <param name="Id">Id of the image there.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Blurhash">Placeholder until the image is loaded.</param>
[MessagePackObject]
public sealed record ChatAttachment(
    [property: Key("id")] string Id,
    [property: Key("width")] int Width,
    [property: Key("height")] int Height,
    [property: Key("blurhash")] string? Blurhash = null);
