namespace Capacity;

/// <summary>
/// Processor time of one message, in milliseconds of one core, by where the members of its room sit. The seed's "linear" holds where this does
/// not grow with the servers: each message costs every node once that has a member of the room, whatever that node is then told to do.
/// </summary>
/// <param name="SendMs">Taking the message, giving it its place and storing it; once.</param>
/// <param name="ReceiveMsPerNode">Hearing it, reading it and writing it for its clients; once on each node that holds a member.</param>
/// <param name="DeliverMsPerMember">Handing it to one member's socket.</param>
public sealed record FanOutCost(double SendMs, double ReceiveMsPerNode, double DeliverMsPerMember)
{
    /// <summary>One message in a room of <paramref name="members"/> that sit on <paramref name="holding"/> nodes, ms: <c>0.2 + 4 × 0.3 + 10 × 0.02 = 1.6</c>.</summary>
    public double CpuMs(double holding, int members) => SendMs + (ReceiveMsPerNode * holding) + (DeliverMsPerMember * members);

    /// <summary>The same where a balancer places clients whatever their rooms are, ms.</summary>
    public double CpuMsScattered(int nodes, int members) => CpuMs(NodesHolding(nodes, members), members);

    /// <summary>What a message costs on so many nodes over what it costs on one, where clients are scattered; 1 is linear.</summary>
    public double GrowthScattered(int nodes, int members) => CpuMsScattered(nodes, members) / CpuMs(1, members);

    /// <summary>
    /// Nodes on which at least one of the members sits, on average, where each may sit on any: <c>4 × (1 - (3/4)^10) = 3.775</c>. It is never
    /// more than there are nodes or members: beyond as many nodes as a room has members, one more costs nothing.
    /// </summary>
    public static double NodesHolding(int nodes, int members) => nodes * (1 - Math.Pow((nodes - 1.0) / nodes, members));
}
