using System.Text;
using System.Text.Json;
using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs;

/// <summary>
/// A message of queue <c>images</c>: ours (<c>{"imageId": ...}</c>), or Event Grid's about a created blob, in its own
/// schema or as a CloudEvent, plain or in Base64.
/// </summary>
/// <param name="ImageId">The image that is spoken of.</param>
/// <param name="IsUploadEvent">True for Event Grid's: the upload may not be completed yet.</param>
internal sealed record JobMessage(string ImageId, bool IsUploadEvent)
{
    private const string SubjectPrefix = $"/blobServices/default/containers/{BlobNames.Uploads}/blobs/";
    private const string BlobCreated = "Microsoft.Storage.BlobCreated";

    public static string Write(string imageId) => JsonSerializer.Serialize(new Ours(imageId), JsonSerializerOptions.Web);

    /// <summary>Reads a message; null for one that is neither ours nor about an upload.</summary>
    public static JobMessage? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith('[') ? text : Decode(text));
            var root = json.RootElement;
            // Event Grid may deliver a list; with a queue it holds one event.
            return OfObject(root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 ? root[0] : root);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private static JobMessage? OfObject(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Text(root, "imageId") is { } imageId)
        {
            return Uploads.ImageId.IsValid(imageId) ? new(imageId, IsUploadEvent: false) : null;
        }

        var type = Text(root, "eventType") ?? Text(root, "type");
        var subject = Text(root, "subject");
        return type == BlobCreated && subject?.StartsWith(SubjectPrefix, StringComparison.Ordinal) == true
            && Uploads.ImageId.IsValid(subject[SubjectPrefix.Length..])
            ? new(subject[SubjectPrefix.Length..], IsUploadEvent: true)
            : null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Ours(string ImageId);
}
