namespace Peers.Gateway;

/// <summary>YARP as it comes.</summary>
internal static class PlainYarp
{
    public static Task<int> RunAsync(string[] args) => throw new NotImplementedException(args.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
