using Bench.Lab.Load;

namespace Bench.Chat;

/// <summary>What is noted while one stretch of load runs; many threads write to it.</summary>
internal sealed class Recording(int number)
{
    private long acknowledged;
    private long expected;
    private long delivered;

    /// <summary>Number of the stretch, which its messages carry.</summary>
    public int Number => number;

    /// <summary>From the moment at which a message was due until its sender knew its place in the room's order.</summary>
    public LatencyRecorder Acknowledgements { get; } = new("chat.send-to-acknowledgement", "send to sequenced acknowledgement");

    /// <summary>From the moment at which a message was due until a receiver on another node had it.</summary>
    public LatencyRecorder Deliveries { get; } = new("chat.send-to-receive", "send to receive across nodes");

    /// <summary>Hub calls that no store has a part in.</summary>
    public LatencyRecorder Probes { get; } = new("chat.event-loop", "hub call without a store");

    /// <summary>Messages that have their place.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Deliveries that those messages must lead to.</summary>
    public long Expected => Interlocked.Read(ref expected);

    /// <summary>Deliveries of this stretch's messages.</summary>
    public long Delivered => Interlocked.Read(ref delivered);

    /// <summary>A message of the stretch has its place; <paramref name="audience"/> receivers must get it.</summary>
    public void Acknowledge(long due, int audience)
    {
        Acknowledgements.DoneSince(due);
        Interlocked.Increment(ref acknowledged);
        Interlocked.Add(ref expected, audience);
    }

    /// <summary>A receiver has a message of the stretch.</summary>
    public void Deliver(long due, bool isTimed)
    {
        Interlocked.Increment(ref delivered);
        if (isTimed)
        {
            Deliveries.DoneSince(due);
        }
    }
}
