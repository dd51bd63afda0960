using Gateway.Api.Composition.Answers;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Shaping;
using Gateway.Api.Composition.Values;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Api.Composition.Plans;

/// <summary>Everything the configuration says, compiled: never changed, only replaced whole.</summary>
internal sealed record Plan(IReadOnlyList<ComposedRoute> Routes, int ExtraCallsPercent, long CacheBytesMax)
{
    /// <summary>Budget where a composition names none.</summary>
    public TimeSpan Budget { get; init; } = new CompositionDefaults().Budget;
}

/// <summary>A composed answer, ready to be fetched.</summary>
internal sealed class ComposedRoute
{
    public required string Name { get; init; }

    public required RoutePattern Pattern { get; init; }

    public required bool IsAnonymous { get; init; }

    public required TimeSpan Budget { get; init; }

    /// <summary>Ids that a POST may hold; 0 for a GET.</summary>
    public required int IdsMax { get; init; }

    /// <summary>By name: the order of the answer.</summary>
    public required ComposedPart[] Parts { get; init; }

    /// <summary>Indexes of the parts, each after those that it waits for.</summary>
    public required int[] Order { get; init; }

    /// <summary>Bits of the parts that others wait for.</summary>
    public required uint WaitedFor { get; init; }

    /// <summary>Where each part stands in the answer.</summary>
    public required AnswerLayout Layout { get; init; }

    /// <summary>Request headers that the answer depends on, for <c>Vary</c>; null where there are none.</summary>
    public required string? Vary { get; init; }

    /// <summary>The answer is one user's: it depends on a claim or on <c>Authorization</c>, or its readers sign in.</summary>
    public required bool IsPersonal { get; init; }
}

/// <summary>A part, ready to be called.</summary>
internal sealed class ComposedPart
{
    public required string Name { get; init; }

    /// <summary>Name of its span, made once.</summary>
    public string SpanName => field ??= $"part {Name}";

    public required int Index { get; init; }

    public required string Service { get; init; }

    /// <summary>Path and query at the service.</summary>
    public required PathTemplate Template { get; init; }

    /// <summary>The template as the plan writes it.</summary>
    public required string TemplateText { get; init; }

    /// <summary>Calls that one request may cause, at worst.</summary>
    public required int CallsMax { get; init; }

    /// <summary>Without it there is no answer.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>Time for all its attempts together.</summary>
    public required TimeSpan Timeout { get; init; }

    public required int BytesMax { get; init; }

    /// <summary>Parts that it waits for, by index.</summary>
    public int[] WaitsFor { get; set; } = [];

    public Condition? If { get; init; }

    public Fallback? Fallback { get; init; }

    public CachePolicy? Cache { get; init; }

    public required bool IsCoalesced { get; init; }

    /// <summary>Request headers that are passed on.</summary>
    public required string[] Vary { get; init; }

    public Shape? Shape { get; init; }

    public ListJoin? Each { get; set; }

    /// <summary>What statuses other than 200 and 404 mean, where the plan says so.</summary>
    public required IReadOnlyDictionary<int, StatusMeaning> OnStatus { get; init; }

    /// <summary>Answers of one user are kept and shared apart from those of others.</summary>
    public required bool IsToldApartByUser { get; init; }

    /// <summary>Answers are kept: to give them again, or to stand in for a later failure.</summary>
    public bool IsKept => Cache is not null || Fallback is { IsLastGood: true };

    /// <summary>Retries and hedges: the only ones between us and the service.</summary>
    public required PartPipeline Pipeline { get; init; }

    /// <summary>Begins the key of kept and shared answers: parts with one scope would give the same bytes.</summary>
    public required string Scope { get; init; }

    /// <summary>Its members go to the root of the answer.</summary>
    public required bool IsMerged { get; init; }
}
