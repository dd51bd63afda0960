using Gateway.Api.Composition.Shaping;
using Gateway.Api.Composition.Values;

namespace Gateway.Api.Composition.Plans;

/// <summary>A part while its composition is compiled: what it needs of others is known by name only.</summary>
internal sealed class PartDraft
{
    public required string Key { get; init; }

    public required PartSettings Settings { get; init; }

    public required IReadOnlyList<ValueSource> Sources { get; init; }

    public required ComposedPart Part { get; init; }

    /// <summary>Names of the parts that it waits for, each with the key that says so and the place that it reads, if any.</summary>
    public required IReadOnlyList<PartNeed> Needs { get; init; }

    public required TimeSpan? FixedHedge { get; init; }

    public Shape? Shape => Part.Shape;
}

/// <summary>What a part needs of another.</summary>
/// <param name="Key">The setting that says so.</param>
/// <param name="Part">Name of the other part.</param>
/// <param name="Members">The members on the way to the value, or none.</param>
/// <param name="Source">The value that gets the other's index.</param>
/// <param name="IsHost">The other holds the list that this part is spread over.</param>
internal sealed record PartNeed(string Key, string Part, IReadOnlyList<string> Members, ValueSource? Source, bool IsHost = false);
