using System.Buffers;

namespace Gateway.Api.Composition;

/// <summary>A part's body, proven to be one JSON value, or the reason why there is none. The body goes back to the pool.</summary>
internal sealed class PartAnswer : IDisposable
{
    private byte[]? buffer;
    private int length;

    private PartAnswer()
    {
    }

    /// <summary>One of <see cref="PartReasons"/>, or null where the body is there.</summary>
    public string? Reason { get; private init; }

    /// <summary>Status that the service answered, 0 where it did not.</summary>
    public int Status { get; private init; }

    /// <summary>Time from the first attempt to this answer.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Exactly one JSON value in UTF-8; empty where there is a reason.</summary>
    public ReadOnlySpan<byte> Body => buffer.AsSpan(0, length);

    /// <summary>True for a failure that a second try may not meet again.</summary>
    public bool MayPass => Reason switch
    {
        PartReasons.Unreachable or PartReasons.Interrupted => true,
        PartReasons.BadStatus => Status is 408 or 500 or 502 or 503 or 504,
        _ => false,
    };

    public static PartAnswer Failed(string reason, int status = 0) => new() { Reason = reason, Status = status };

    /// <summary>Takes over a rented <paramref name="buffer"/>.</summary>
    public static PartAnswer Whole(byte[] buffer, int length) =>
        new() { Status = StatusCodes.Status200OK, buffer = buffer, length = length };

    public void Dispose()
    {
        if (Interlocked.Exchange(ref buffer, null) is { } rented)
        {
            length = 0;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
