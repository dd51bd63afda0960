namespace Peers.Chat;

/// <summary>SignalR with its Redis backplane.</summary>
internal static class SignalRBackplane
{
    public static Task<int> RunAsync(string[] args) => throw new NotImplementedException(args.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
