namespace Peers.Imaging;

/// <summary>A plain ImageSharp loop.</summary>
internal static class ImageSharpLoop
{
    public static Task<int> RunAsync(string[] args) => throw new NotImplementedException(args.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
