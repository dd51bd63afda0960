namespace Support.Servers;

/// <summary>Looks for a few bytes in a stream that comes in pieces, which may end amid them.</summary>
internal sealed class MarkerWatch(byte[] marker)
{
    private byte[] end = [];
    private volatile bool seen;

    /// <summary>True once the marker has come.</summary>
    public bool IsSeen => seen;

    /// <summary>The next piece of the stream.</summary>
    public void Take(ReadOnlySpan<byte> piece)
    {
        if (seen)
        {
            return;
        }

        ReadOnlySpan<byte> latest = [.. end, .. piece];
        seen = latest.IndexOf(marker) >= 0;
        end = [.. latest[^Math.Min(latest.Length, marker.Length - 1)..]];
    }
}
