using System.Text;

namespace Chat.Api.Messages;

/// <summary>What may be said.</summary>
internal static class MessageText
{
    public const int BytesMax = 4_096;
    private const int EmojiBytesMax = 64;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Check(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw RefusedException.BadRequest(ErrorCodes.TextEmpty, "The text is empty.");
        }

        return Bytes(text) <= BytesMax ? text : throw RefusedException.BadRequest(
            ErrorCodes.TextTooLong, $"The text is longer than {BytesMax} bytes of UTF-8.");
    }

    public static string CheckEmoji(string? emoji) =>
        !string.IsNullOrWhiteSpace(emoji) && emoji.Length <= EmojiBytesMax && Bytes(emoji) <= EmojiBytesMax
            ? emoji
            : throw RefusedException.BadRequest(ErrorCodes.EmojiInvalid, $"The emoji must be 1 to {EmojiBytesMax} bytes of UTF-8.");

    /// <summary>PostgreSQL keeps no NUL, and an unpaired surrogate is no character at all.</summary>
    private static int Bytes(string text)
    {
        if (text.Contains('\0'))
        {
            throw RefusedException.BadRequest(ErrorCodes.TextInvalid, "The text holds a NUL character.");
        }

        try
        {
            return Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw RefusedException.BadRequest(ErrorCodes.TextInvalid, "The text holds an unpaired surrogate.");
        }
    }
}
