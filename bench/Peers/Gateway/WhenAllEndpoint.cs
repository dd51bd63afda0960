namespace Peers.Gateway;

/// <summary>HttpClient and Task.WhenAll.</summary>
internal static class WhenAllEndpoint
{
    public static Task<int> RunAsync(string[] args) => throw new NotImplementedException(args.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
