using Microsoft.IdentityModel.Tokens;

namespace ServiceDefaults.Authentication;

/// <summary>The symmetric key of one development run.</summary>
internal static class DevelopmentKey
{
    public const int Bytes = 32;

    public static bool IsValid(string base64)
    {
        Span<byte> key = stackalloc byte[Bytes + 1];
        return Convert.TryFromBase64String(base64, key, out var length) && length == Bytes;
    }

    public static SymmetricSecurityKey Parse(string base64) => new(Convert.FromBase64String(base64));
}
