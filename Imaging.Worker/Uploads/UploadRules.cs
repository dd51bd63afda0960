using System.Globalization;
using Imaging.Worker.Pipeline;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;

namespace Imaging.Worker.Uploads;

/// <summary>What is refused before a byte is sent.</summary>
internal sealed class UploadRules(IOptions<UploadOptions> options, PresetCatalog presets)
{
    private const int FileNameLengthMax = 255;
    private static readonly string[] ContentTypes = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"];

    /// <summary>The first rule that the request breaks; null: none.</summary>
    public Refusal? Check(UploadRequest request, string? key)
    {
        if (!IdempotencyKey.IsValid(key))
        {
            return IdempotencyKey.Invalid;
        }

        if (request.FileName is not { Length: >= 1 and <= FileNameLengthMax } name || name.Any(char.IsControl))
        {
            return Refuse(ErrorCodes.FileNameInvalid, $"fileName must have 1 to {FileNameLengthMax} characters, none of them a control character.");
        }

        if (!ContentTypes.Contains(request.ContentType))
        {
            return Refuse(ErrorCodes.ContentTypeNotAllowed, $"contentType must be one of {string.Join(", ", ContentTypes)}.");
        }

        if (request.Length < 1 || request.Length > options.Value.LengthMax)
        {
            return Refuse(ErrorCodes.LengthInvalid, string.Create(
                CultureInfo.InvariantCulture, $"length is {request.Length}; allowed: 1 to {options.Value.LengthMax} bytes."));
        }

        if (request.Priority is not (null or UploadPriority.Interactive or UploadPriority.Bulk))
        {
            return Refuse(ErrorCodes.PriorityInvalid, $"priority must be {UploadPriority.Interactive} or {UploadPriority.Bulk}.");
        }

        return request.Preset is not null && presets.Contains(request.Preset)
            ? null
            : Refuse(ErrorCodes.PresetUnknown, $"preset must be one of {string.Join(", ", presets.Names.Order(StringComparer.Ordinal))}.");
    }

    private static Refusal Refuse(string code, string detail) => new(code, StatusCodes.Status400BadRequest, detail);
}
