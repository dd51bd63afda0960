namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The first 128 bytes of an ICC profile (ICC.1:2022, 7.2): enough to tell one from bytes that only lie in its place.</summary>
internal static class IccHeader
{
    private const int HeaderBytes = 128;
    private const int BytesMax = 1 << 20;

    public static bool IsRgb(ReadOnlySpan<byte> profile) =>
        profile.Length is >= HeaderBytes and <= BytesMax && profile[16..20].SequenceEqual("RGB "u8) && profile[36..40].SequenceEqual("acsp"u8);
}
