namespace Imaging.Worker.Uploads;

/// <param name="PendingMax">Uploads that an owner may have begun and not completed.</param>
/// <param name="BytesPerDayMax">Bytes that an owner may announce in a day (UTC).</param>
internal sealed record UploadLimits(int PendingMax, long BytesPerDayMax);
