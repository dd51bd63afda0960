using System.Buffers;
using ServiceDefaults.Errors;

namespace Imaging.Worker.Uploads;

/// <summary>The header <c>Idempotency-Key</c>: 1 to 128 visible ASCII characters that the client chooses once per upload.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    private const int LengthMax = 128;
    private static readonly SearchValues<char> Visible = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    public static readonly Refusal Invalid = new(
        ErrorCodes.IdempotencyKeyInvalid, StatusCodes.Status400BadRequest, $"{Header} must have 1 to {LengthMax} visible ASCII characters.");

    public static readonly Refusal Reused = new(
        ErrorCodes.IdempotencyKeyReused, StatusCodes.Status422UnprocessableEntity, $"The {Header} belongs to an upload that was requested otherwise.");

    /// <summary>True also where none was sent.</summary>
    public static bool IsValid(string? key) => key is null || (key.Length is >= 1 and <= LengthMax && !key.AsSpan().ContainsAnyExcept(Visible));
}
