namespace Imaging.Worker.Storage;

/// <summary>Where an image stands; the last three are final.</summary>
internal static class ImageStatus
{
    public const string PendingUpload = "pending-upload";
    public const string Queued = "queued";
    public const string Processing = "processing";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}
