using Bench.Chat.Proof.Faults;
using Support.Servers;

namespace Bench.Chat.Proof;

/// <summary>What a run is made of.</summary>
/// <param name="Length">How long clients send and things break.</param>
/// <param name="Seed">Seed of the faults and of everything that clients choose.</param>
internal sealed record ProofSettings(TimeSpan Length, int Seed)
{
    public int Nodes { get; init; } = 3;

    public int Clients { get; init; } = 12;

    public int Rooms { get; init; } = 4;

    /// <summary>Rooms that each client joins.</summary>
    public int RoomsPerClient { get; init; } = 2;

    /// <summary>Sends and changes per second of all clients together, as far as the system takes them.</summary>
    public double PerSecond { get; init; } = 250;

    /// <summary>A call that has no answer by then is given up, and its connection with it.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>About how often a client moves to another node by itself; <c>null</c>: never.</summary>
    public TimeSpan? MovesEvery { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Sends after which the client hangs up before the answer comes, of 1.</summary>
    public double HangUps { get; init; } = 0.02;

    /// <summary>How long the system may take to come to rest when all faults are over.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the Redis is, and what may happen to it.</summary>
    public ProofRedis Redis { get; init; }

    /// <summary>Sends are acknowledged after the commit (<c>Chat:Durability=Postgres</c>).</summary>
    public bool IsDurable { get; init; }

    /// <summary>Program of the nodes.</summary>
    public string Project { get; init; } = "Chat.Api";

    /// <summary>Arguments of the program.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>A PostgreSQL that runs already, for runs that do not kill it.</summary>
    public PostgresFixture? Postgres { get; init; }

    /// <summary>The faults, where they do not follow from the seed.</summary>
    public FaultPlan? Faults { get; init; }

    /// <summary>Is called when all clients have joined and begin to send.</summary>
    public Action? Sending { get; init; }

    /// <summary>What is broken when.</summary>
    public FaultPlan Plan => Faults ?? FaultPlan.Of(Seed, Length, Nodes, Redis);
}
