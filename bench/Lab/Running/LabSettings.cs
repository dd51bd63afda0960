namespace Bench.Lab.Running;

/// <summary>What the caller of a load asked for.</summary>
/// <param name="Quick">The short form: fewer clients, shorter stretches, one run.</param>
/// <param name="Runs">Times that each stretch is measured.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Parts">What is measured.</param>
/// <param name="Target">Gateway of a running system, a loopback address; <c>null</c>: the lab starts the services itself.</param>
internal sealed record LabSettings(bool Quick, int Runs, int Seed, LabParts Parts, Uri? Target)
{
    /// <summary>One of two values by the form that was asked for.</summary>
    public T Sized<T>(T quick, T full) => Quick ? quick : full;

    /// <summary>Whether <paramref name="part"/> was asked for.</summary>
    public bool Has(LabParts part) => (Parts & part) != 0;

    /// <summary>The same for a part that takes long: the short form leaves it out unless <c>--part</c> names it.</summary>
    public bool HasLong(LabParts part) => Has(part) && !(Quick && Parts == LabParts.All);
}

/// <summary>Parts of a scenario, in the order in which they are measured.</summary>
[Flags]
internal enum LabParts
{
    /// <summary>The seed's load: every figure beside its estimate.</summary>
    Load = 1,

    /// <summary>Throughput over nodes, workers or load.</summary>
    Scaling = 2,

    /// <summary>Cost of one unit while the amount of work grows tenfold and a hundredfold.</summary>
    Growth = 4,

    /// <summary>The same work by others.</summary>
    Peers = 8,

    /// <summary>What traces, metrics and their export cost.</summary>
    Telemetry = 16,

    /// <summary>Everything.</summary>
    All = Load | Scaling | Growth | Peers | Telemetry,
}
