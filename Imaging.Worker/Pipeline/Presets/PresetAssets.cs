using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>The pictures that presets may lay over others: files of one folder, by name. Nothing is ever fetched.</summary>
internal sealed partial class PresetAssets(PresetsOptions options)
{
    private const long BytesMax = 4 << 20;
    private const long PixelsMax = 4_000_000;

    private static readonly LimitsOptions Limits = new() { BytesMax = BytesMax, PixelsMax = PixelsMax };

    /// <summary>The folder, whole.</summary>
    public static string FolderOf(PresetsOptions options) => Path.GetFullPath(options.AssetsPath, AppContext.BaseDirectory);

    private readonly string folder = FolderOf(options);

    /// <summary>64 hexadecimal digits over the file.</summary>
    public string HashOf(string name)
    {
        using var file = File.OpenRead(Path.Combine(folder, name));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Why the file cannot be used, as the middle of a sentence; null: it can.</summary>
    public string? WhyNot(string? name)
    {
        if (!FileName().IsMatch(name ?? ""))
        {
            return "which is no plain file name";
        }

        var path = Path.Combine(folder, name!);
        if (!File.Exists(path))
        {
            return "which is not there";
        }

        try
        {
            SourceGate.Check(path, name!.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/webp", Limits);
            return null;
        }
        catch (ImageRejectedException refused)
        {
            return $"which cannot be used ({refused.Message.TrimEnd('.')})";
        }
    }

    // No slash, no leading dot, no scheme: neither another folder nor an address.
    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,98}\.(png|webp)\z")]
    private static partial Regex FileName();
}
