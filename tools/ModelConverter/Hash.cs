using System.Security.Cryptography;

namespace ModelConverter;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
internal static class Hash
{
    public static string Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string OfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
