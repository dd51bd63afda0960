using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Imaging.Worker.Storage;

/// <summary>Where things lie.</summary>
internal static partial class BlobNames
{
    public const string Uploads = "uploads";
    public const string Derivatives = "derivatives";
    public const string Manifests = "manifests";

    public static string Manifest(string imageId) => $"{imageId}/manifest.json";

    /// <summary>
    /// <c>{owner}/{sha256}-{preset hash}</c>: the same bytes by the same preset have one address per owner, so that nobody learns what
    /// another has.
    /// </summary>
    public static string DerivativesOf(string owner, string sha256, string presetHash) => $"{Segment(owner)}/{sha256}-{presetHash}";

    /// <summary>The owner as one path segment. Subjects may hold any character; those with others than letters, digits, <c>_@-</c> are hashed.</summary>
    private static string Segment(string owner) => Plain().IsMatch(owner) && !owner.StartsWith("h-", StringComparison.Ordinal)
        ? owner
        : $"h-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)))}";

    [GeneratedRegex("^[A-Za-z0-9_@-]{1,64}$")]
    private static partial Regex Plain();
}
