using System.Buffers.Text;
using System.Security.Cryptography;

namespace Chat.Api.Invitations;

/// <summary>128 random bits: nobody guesses one, so a fast hash keeps it well enough.</summary>
internal static class InvitationToken
{
    private const int Bytes = 16;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Null for what can be no token.</summary>
    public static byte[]? Hash(string? token)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return token is { Length: 22 } && Base64Url.TryDecodeFromChars(token, bytes, out var written) && written == Bytes
            ? SHA256.HashData(bytes)
            : null;
    }
}
