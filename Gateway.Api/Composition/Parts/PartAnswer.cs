using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Shaping;
using Gateway.Api.Protection.Breakers;

namespace Gateway.Api.Composition.Parts;

/// <summary>
/// A part's body, proven to be one JSON value, or the reason why there is none. It is shared by all that asked for the same:
/// each holds it once, and the last to let go gives the buffer back to the pool.
/// </summary>
internal sealed class PartAnswer : IDisposable
{
    private byte[]? buffer;
    private int length;
    private int holders = 1;
    private bool isPooled;
    private StrongBox<UInt128>? hash;

    private PartAnswer()
    {
    }

    /// <summary>One of <see cref="PartReasons"/>, or null where the body is there.</summary>
    public string? Reason { get; private init; }

    /// <summary>Status that the service answered, 0 where it did not.</summary>
    public int Status { get; private init; }

    /// <summary>A status that the plan passes to the client, 0 otherwise.</summary>
    public int StatusForClient { get; private init; }

    /// <summary>The service says that there is nothing here and the plan says that nobody misses it.</summary>
    public bool IsSkipped { get; private init; }

    /// <summary>How long the service lets others keep the answer.</summary>
    public Freshness Freshness { get; set; }

    /// <summary>Exactly one JSON value in UTF-8; empty where there is a reason.</summary>
    public ReadOnlySpan<byte> Body => buffer.AsSpan(0, length);

    public int Length => length;

    /// <summary>True for a failure that a second try may not meet again.</summary>
    public bool MayPass => Reason switch
    {
        PartReasons.Unreachable or PartReasons.Interrupted => true,
        PartReasons.BadStatus => Status is 408 or 500 or 502 or 503 or 504,
        _ => false,
    };

    /// <summary>What it says of its service: a status that the plan gives a meaning, and content that is not what it should be, are answers.</summary>
    public CallVerdict Verdict => Reason switch
    {
        PartReasons.Unreachable or PartReasons.Interrupted => CallVerdict.Failed,
        PartReasons.BadStatus when Status is 500 or 502 or 504 => CallVerdict.Failed,
        PartReasons.BadStatus when Status is 503 => CallVerdict.Busy,
        PartReasons.Overloaded or PartReasons.Defect => CallVerdict.None,
        _ => CallVerdict.Good,
    };

    /// <summary>Digest of the body, computed once; boxed, since several holders may compute it at one time.</summary>
    public UInt128 Hash => (hash ??= new(XxHash128.HashToUInt128(Body))).Value;

    public static PartAnswer Failed(string reason, int status = 0, int statusForClient = 0) =>
        new() { Reason = reason, Status = status, StatusForClient = statusForClient };

    public static PartAnswer Skipped(int status) => new() { IsSkipped = true, Status = status };

    /// <summary>Takes over a rented <paramref name="buffer"/>.</summary>
    public static PartAnswer Whole(byte[] buffer, int length) =>
        new() { Status = StatusCodes.Status200OK, buffer = buffer, length = length, isPooled = true };

    /// <summary>Takes over the buffer of <paramref name="bytes"/>.</summary>
    public static PartAnswer Whole(PooledBytes bytes, Freshness freshness)
    {
        var length = bytes.Length;
        return new() { Status = StatusCodes.Status200OK, buffer = bytes.Take(), length = length, isPooled = true, Freshness = freshness };
    }

    /// <summary>Bytes that nobody gives back: a literal of the plan, or a kept answer.</summary>
    public static PartAnswer Lasting(byte[] body, Freshness freshness) =>
        new() { Status = StatusCodes.Status200OK, buffer = body, length = body.Length, Freshness = freshness };

    /// <summary>One more holder.</summary>
    public PartAnswer Hold()
    {
        Interlocked.Increment(ref holders);
        return this;
    }

    /// <summary>One holder less.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref holders) == 0 && isPooled && Interlocked.Exchange(ref buffer, null) is { } rented)
        {
            length = 0;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
