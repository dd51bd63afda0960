using Bench.Lab.Running;

namespace Bench.Gateway;

/// <summary>How much is measured and for how long.</summary>
internal sealed record GatewayPlan
{
    /// <summary>Composed requests per second, normally and where peers are compared: far from what any of them can do; seed C.1: 1,000.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>A spike is this many times as much; seed C.1: 5.</summary>
    public double SpikeFactor { get; } = 5;

    /// <summary>Closed load before anything is measured: code is compiled while it runs.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Open load before each open stretch: connections are opened.</summary>
    public TimeSpan RunUp { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Stretch at the normal rate.</summary>
    public required TimeSpan Normal { get; init; }

    /// <summary>Stretch at the normal rate with fast services.</summary>
    public required TimeSpan Fast { get; init; }

    /// <summary>Stretch at the rate of a spike.</summary>
    public required TimeSpan Spike { get; init; }

    /// <summary>Rates of the scaling curve, requests per second; the first is the unit, and its double and its fourfold follow.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Stretch at each of <see cref="Rates"/>.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>Stretch for each point of a growth curve.</summary>
    public required TimeSpan Growth { get; init; }

    /// <summary>Stretch for each peer and load.</summary>
    public required TimeSpan Peer { get; init; }

    /// <summary>Connections that ask again at once where throughput is compared.</summary>
    public int Connections { get; } = 64;

    public static GatewayPlan Of(LabSettings settings) => settings.Sized(Short, Full);

    private static GatewayPlan Full { get; } = new()
    {
        RequestsPerSecond = 1_000,
        WarmUp = TimeSpan.FromSeconds(12),
        Normal = TimeSpan.FromSeconds(30),
        Fast = TimeSpan.FromSeconds(15),
        Spike = TimeSpan.FromSeconds(10),
        Rates = [500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000],
        Step = TimeSpan.FromSeconds(4),
        Growth = TimeSpan.FromSeconds(2),
        Peer = TimeSpan.FromSeconds(3),
    };

    private static GatewayPlan Short { get; } = new()
    {
        RequestsPerSecond = 500,
        WarmUp = TimeSpan.FromSeconds(3),
        Normal = TimeSpan.FromSeconds(4),
        Fast = TimeSpan.FromSeconds(2.5),
        Spike = TimeSpan.FromSeconds(2),
        Rates = [400, 800, 1_600, 3_200, 6_400],
        Step = TimeSpan.FromSeconds(1.5),
        Growth = TimeSpan.FromSeconds(0.7),
        Peer = TimeSpan.FromSeconds(1.2),
    };
}
