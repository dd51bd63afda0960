namespace Bench.Chat;

/// <summary>
/// Who sits on which node and in which rooms; a room's members sit on every node, as a balancer would place them, unless
/// <see cref="Placed"/> says otherwise.
/// </summary>
/// <param name="Prefix">Begins the id of every room and user, so that one crowd never meets another's.</param>
/// <param name="Clients">Clients of all nodes together.</param>
/// <param name="Nodes">Nodes that they are spread over evenly.</param>
/// <param name="RoomSize">Members of a room; the last room of a round may have fewer.</param>
/// <param name="RoomsPerClient">Rooms that each client is in.</param>
/// <param name="Seed">Seed of who meets whom.</param>
internal sealed record CrowdPlan(string Prefix, int Clients, int Nodes, int RoomSize, int RoomsPerClient, int Seed)
{
    /// <summary>A prime: seeds that follow each other share no round.</summary>
    private const int SeedStride = 7_919;

    /// <summary>
    /// All members of a room sit on one node, as where a balancer sends all users of a tenant to the same one. The clients of a node must
    /// fill their rooms.
    /// </summary>
    public bool Placed { get; init; }

    /// <summary>Rooms of one round, in which every client gets one room.</summary>
    private int RoomsPerRound => (Clients + RoomSize - 1) / RoomSize;

    /// <summary>All rooms.</summary>
    public IReadOnlyList<string> Rooms =>
        [.. Enumerable.Range(0, RoomsPerRound * RoomsPerClient).Select(Room)];

    /// <summary>One for each client.</summary>
    public IReadOnlyList<Seat> Seats()
    {
        var rooms = Enumerable.Range(0, Clients).Select(_ => new List<int>(RoomsPerClient)).ToArray();
        for (var round = 0; round < RoomsPerClient; round++)
        {
            var order = Order(new Random(unchecked((Seed * SeedStride) + round)));
            for (var place = 0; place < order.Length; place++)
            {
                rooms[order[place]].Add((round * RoomsPerRound) + (place / RoomSize));
            }
        }

        return [.. rooms.Select((joined, client) => new Seat($"{Prefix}-user-{client}", client % Nodes, [.. joined.Select(Room)]))];
    }

    private string Room(int index) => $"{Prefix}-room-{index}";

    /// <summary>
    /// The clients in a random order in which the nodes take turns, so that neighbours sit on different nodes; or one node after the other.
    /// </summary>
    private int[] Order(Random random)
    {
        var ofNode = Enumerable.Range(0, Nodes)
            .Select(node => Enumerable.Range(0, Clients).Where(client => client % Nodes == node).ToArray()).ToArray();
        foreach (var clients in ofNode)
        {
            random.Shuffle(clients);
        }

        return Placed
            ? [.. ofNode.SelectMany(clients => clients)]
            : [.. Enumerable.Range(0, Clients).Select(place => ofNode[place % Nodes][place / Nodes])];
    }
}

/// <summary>One client.</summary>
/// <param name="User">Who signs in.</param>
/// <param name="Node">Index of the node that it connects to.</param>
/// <param name="Rooms">Rooms that it joins.</param>
internal sealed record Seat(string User, int Node, IReadOnlyList<string> Rooms);
