namespace Capacity;

/// <summary>The size of the chat for a load, every step of the way. Seed A.</summary>
/// <example>
/// <code>
/// var estimate = SeedProfile.Profile.Chat.Estimate();
/// estimate.MessagesPerSecond      // 250
/// estimate.DatabaseConnections    // 50
/// estimate.Fit.LimitingResource   // Resource.Cpu
/// </code>
/// </example>
public sealed partial class ChatEstimate
{
    private readonly ChatWorkload workload;
    private readonly ChatUnitCosts costs;
    private readonly HeadroomRules headroom;
    private readonly ServerShape server;

    private ChatEstimate(ChatProfile profile)
    {
        Profile = profile;
        (workload, costs, headroom, server) = (profile.Workload, profile.Costs, profile.Headroom, profile.Server);
    }

    /// <summary>Estimates <paramref name="profile"/>.</summary>
    /// <exception cref="ArgumentException">An input is not allowed; the message names each with its value and what is allowed.</exception>
    public static ChatEstimate From(ChatProfile profile)
    {
        InputReader.Require("Chat", profile);
        return new(profile);
    }

    /// <summary>The honest refinement of this estimate: utilisation, waiting, bursts, failure, sockets.</summary>
    public ChatRefinement Refinement => new(this);

    internal ChatProfile Profile { get; }

    /// <summary>Messages of one client, msg/s. Seed A.1: <c>1.5 / 60 = 0.025</c>.</summary>
    public double MessagesPerSecondPerClient => workload.MessagesPerMinutePerClient / 60;

    /// <summary>Messages of all clients, msg/s. Seed A.1: <c>10,000 × 0.025 = 250</c>.</summary>
    public double MessagesPerSecond => workload.Clients * workload.MessagesPerMinutePerClient / 60;

    /// <summary>The same at a quiet time, msg/s. From seed A.1's range: <c>10,000 × 1 / 60 = 166.667</c>.</summary>
    public double MessagesPerSecondMin => workload.Clients * workload.MessagesPerMinutePerClientMin / 60;

    /// <summary>The same at a busy time, msg/s. From seed A.1's range: <c>10,000 × 2 / 60 = 333.333</c>.</summary>
    public double MessagesPerSecondMax => workload.Clients * workload.MessagesPerMinutePerClientMax / 60;

    /// <summary>Database operations, ops/s. Seed A.1: <c>250 × 1.5 = 375</c>.</summary>
    public double DatabaseOperationsPerSecond => MessagesPerSecond * workload.DatabaseOperationsPerMessage;

    /// <summary>Database operations at the same moment by Little's law, ops. Seed A.2: <c>375 × 0.1 = 37.5</c>.</summary>
    public double DatabaseOperationsInFlight => Pool.InFlight;

    /// <summary>The same in whole operations, ops. Seed A.2: <c>37.5, up to 38</c>.</summary>
    public int DatabaseOperationsInFlightWhole => Pool.InFlightWhole;

    /// <summary>Connections with headroom, before the step. Seed A.2's 20 %: <c>38 × 1.2 = 45.6, up to 46</c>.</summary>
    public int DatabaseConnectionsWithHeadroom => Pool.WithHeadroom;

    /// <summary>Connections of all nodes together, in steps of a pool. Seed A.2: <c>46 to the next 10 = 50</c>.</summary>
    public int DatabaseConnections => Pool.Connections;

    /// <summary>Processor use without headroom, cores. Seed A.3: <c>250 × 4 / 1,000 = 1</c>.</summary>
    public double CpuCores => MessagesPerSecond * costs.CpuMsPerMessage / 1_000;

    /// <summary>Processor use with headroom, cores. Seed A.3: <c>1 × 1.2 = 1.2</c>.</summary>
    public double CpuCoresWithHeadroom => CpuCores * headroom.Factor;

    /// <summary>From a send to its delivery at most, ms; the database is not in the way. Seed A.4: <c>5 + 45 = 50</c>.</summary>
    public double DeliveryMsMax => costs.EventLoopOverheadMsMax + costs.FanOutMsMax;

    /// <summary>From a send to its acknowledgement when it waits for the commit (<c>Chat:Durability=Postgres</c>), ms: <c>5 + 100 = 105</c>.</summary>
    public double StoredAcknowledgementMs => costs.EventLoopOverheadMsMax + costs.DatabaseLatencyMs;

    /// <summary>Memory of all sockets, MB. Seed A.5: <c>10,000 × 1 / 1,000 = 10</c>.</summary>
    public double SocketMemoryMegabytes => workload.Clients * costs.MemoryKilobytesPerSocket / 1_000;

    /// <summary>Memory of one node that carries everything, MB. Seed A.5: <c>500 + 10 = 510</c>.</summary>
    public double MemoryMegabytes => costs.BaseMemoryMegabytes + SocketMemoryMegabytes;

    /// <summary>Whether it fits the server. Seed A.3: <c>1.2 of 8 cores</c>; A.5 states no memory of the server.</summary>
    public Fit Fit => new(
    [
        new(Resource.Cpu, PerServer: 0, Shared: CpuCoresWithHeadroom, server.CoresUsable, "cores"),
        new(Resource.Memory, costs.BaseMemoryMegabytes, SocketMemoryMegabytes, server.MemoryMegabytesUsable, "MB"),
        new(Resource.Sockets, PerServer: 0, Refinement.Sockets, server.Sockets, "sockets"),
        new(Resource.FileDescriptors, costs.BaseFileDescriptors, Refinement.Sockets, server.FileDescriptors, "descriptors"),
    ]);

    private DatabasePool Pool => new(DatabaseOperationsPerSecond, costs.DatabaseLatencyMs, headroom);
}
