using System.Globalization;
using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs;

/// <summary>A message of queue <c>images-poison</c>. After a crash it may come twice, under the same <paramref name="RecordId"/>.</summary>
/// <param name="RecordId">The same in every copy of this record, another when the image is given up again after a replay; null like the image.</param>
/// <param name="ImageId">Null for a message that could not be read.</param>
/// <param name="Code">Why in one word, such as <c>attempts-exhausted</c>.</param>
/// <param name="Reason">Why in a sentence, or the message itself.</param>
/// <param name="Attempts">Times that it was tried.</param>
internal sealed record PoisonRecord(string? RecordId, string? ImageId, string Code, string Reason, int Attempts)
{
    public static PoisonRecord Of(ImageRow image, string code, string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{image.Id}-{image.Fence}"), image.Id, code, reason, image.Attempts);

    public static PoisonRecord Unreadable(string message) => new(null, null, "message-unreadable", message, 0);
}
