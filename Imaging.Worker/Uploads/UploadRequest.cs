namespace Imaging.Worker.Uploads;

/// <param name="FileName">As the user knows the file, 1 to 255 characters; never used as a path.</param>
/// <param name="ContentType">What the client says it is; the content decides.</param>
/// <param name="Length">Bytes that will come.</param>
/// <param name="Preset">Name of a configured preset.</param>
/// <param name="Priority"><c>interactive</c> (also where nothing is said) or <c>bulk</c>.</param>
internal sealed record UploadRequest(string FileName, string ContentType, long Length, string Preset, string? Priority = null);

/// <param name="Id">The image.</param>
/// <param name="UploadUrl">Takes exactly one blob by PUT, with header <c>x-ms-blob-type: BlockBlob</c>.</param>
/// <param name="StatusUrl">Where the image's status is.</param>
/// <param name="ExpiresAt">From this moment on the upload address is refused.</param>
internal sealed record UploadTicket(string Id, Uri UploadUrl, string StatusUrl, DateTimeOffset ExpiresAt);

/// <param name="UploadUrl">Takes blocks and their list.</param>
/// <param name="ExpiresAt">From this moment on it is refused.</param>
internal sealed record BlockUploadTicket(Uri UploadUrl, DateTimeOffset ExpiresAt);

/// <param name="Blocks">Blocks that storage has and that no list has committed.</param>
internal sealed record UploadedBlocks(IReadOnlyList<UploadedBlock> Blocks);

/// <param name="Id">Base64 id that the client gave it.</param>
/// <param name="Length">Bytes.</param>
internal sealed record UploadedBlock(string Id, long Length);
