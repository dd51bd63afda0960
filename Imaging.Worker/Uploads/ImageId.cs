using System.Buffers;
using System.Security.Cryptography;

namespace Imaging.Worker.Uploads;

/// <summary>128 random bits as 32 hexadecimal digits: who does not know an id cannot guess it.</summary>
internal static class ImageId
{
    private const int Digits = 32;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static string New() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    public static bool IsValid(string text) => text.Length == Digits && !text.AsSpan().ContainsAnyExcept(Hex);
}
