namespace Imaging.Worker;

/// <summary>Codes of what imaging refuses or fails with; the table is <c>docs/errors.md</c>.</summary>
internal static class ErrorCodes
{
    public const string FileNameInvalid = "file-name-invalid";
    public const string ContentTypeNotAllowed = "content-type-not-allowed";
    public const string LengthInvalid = "length-invalid";
    public const string PresetUnknown = "preset-unknown";
    public const string PriorityInvalid = "priority-invalid";
    public const string VisibilityInvalid = "visibility-invalid";
    public const string CursorInvalid = "cursor-invalid";
    public const string TooManyUploads = "too-many-uploads";
    public const string UploadQuotaExceeded = "upload-quota-exceeded";
    public const string IdempotencyKeyInvalid = "idempotency-key-invalid";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string TooManyStreams = "too-many-streams";
    public const string NotUploaded = "not-uploaded";
    public const string NotPending = "not-pending";
    public const string NotReplayable = "not-replayable";
    public const string NoEmbedding = "no-embedding";
    public const string UploadTooLong = "upload-too-long";
    public const string UploadTooShort = "upload-too-short";
    public const string UploadExpired = "upload-expired";
    public const string UploadChanged = "upload-changed";
    public const string AttemptsExhausted = "attempts-exhausted";
}
