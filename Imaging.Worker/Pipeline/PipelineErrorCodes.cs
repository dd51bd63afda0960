namespace Imaging.Worker.Pipeline;

/// <summary>Codes of images that are refused for good; the table is <c>docs/errors.md</c>.</summary>
internal static class PipelineErrorCodes
{
    public const string ImageEmpty = "image-empty";
    public const string FormatUnsupported = "format-unsupported";
    public const string ContentTypeMismatch = "content-type-mismatch";
    public const string ImageCorrupt = "image-corrupt";
    public const string ImageTooLarge = "image-too-large";
    public const string TooManyFrames = "too-many-frames";
    public const string TooManyScans = "too-many-scans";
    public const string AnimationTooLarge = "animation-too-large";
    public const string ProcessingTimeout = "processing-timeout";
    public const string ProcessingMemory = "processing-memory";
    public const string ProcessingCrash = "processing-crash";
}
