using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Answers;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Pooling;
using Gateway.Api.Composition.Tracing;
using Gateway.Api.Composition.Values;

namespace Gateway.Api.Composition;

/// <summary>The parts of one request: each begins when those that it waits for are there.</summary>
internal sealed class CompositionRun(
    HttpContext http, ComposedRoute route, FieldSelection? fields, IReadOnlyList<string>? ids, PartFetcher fetcher, CancellationToken stop) : IDisposable
{
    private readonly PartOutcome[] outcomes = new PartOutcome[route.Parts.Length];
    private readonly ValueTask[] tasks = new ValueTask[route.Parts.Length];
    private readonly string?[] addresses = new string?[route.Parts.Length];
    private readonly long startedAt = fetcher.Time.GetTimestamp();
    private uint called;
    private uint ended;

    public PartOutcome[] Outcomes => outcomes;

    /// <summary>Chooses the parts and makes the addresses that need no other part; the name of a part whose value is refused, or null.</summary>
    public string? Prepare()
    {
        Choose();
        foreach (var i in route.Order)
        {
            var part = route.Parts[i];
            if ((called & (1u << i)) == 0 || part.WaitsFor.Length > 0)
            {
                continue;
            }

            if (part.If is { } condition && !condition.Holds(Values()))
            {
                called &= ~(1u << i);
                continue;
            }

            var expansion = part.Template.Expand(Values(), out var address);
            if (expansion == Expansion.Refused || (expansion == Expansion.Missing && part.IsRequired))
            {
                return part.Name;
            }

            addresses[i] = expansion == Expansion.Done ? address : null;
        }

        return null;
    }

#pragma warning disable CA2012 // Each is awaited once (EndAsync), or preserved.
    /// <summary>Sets every chosen part going.</summary>
    public void Start()
    {
        foreach (var i in route.Order)
        {
            tasks[i] = (called & (1u << i)) == 0 ? NotWanted(i)
                // One that others wait for is awaited more than once.
                : (route.WaitedFor & (1u << i)) != 0 ? RunAsync(i).Preserve()
                : RunAsync(i);
        }
    }
#pragma warning restore CA2012

    /// <summary>
    /// Index of the required part that decides the answer, or null. "There is no such thing" is a fact and outweighs a failure
    /// beside it, so a failure waits for the other required parts: the answer does not depend on which came first.
    /// </summary>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<int?> FailedRequiredAsync()
    {
        int? failed = null;
        foreach (var i in route.Order)
        {
            if (!route.Parts[i].IsRequired)
            {
                continue;
            }

            await EndAsync(i);
            switch (outcomes[i].Reason)
            {
                case null or PartReasons.OverCap:
                    break;
                case PartReasons.NotFound or PartReasons.Overloaded:
                    return i;
                default:
                    failed ??= i;
                    break;
            }
        }

        return failed;
    }

    /// <summary>Waits for the rest of the parts.</summary>
    [AsyncMethodBuilder(typeof(PooledBuilder))]
    public async ValueTask WhenAllAsync()
    {
        for (var i = 0; i < tasks.Length; i++)
        {
            await EndAsync(i);
        }
    }

    /// <summary>Joins lists and narrows parts to the fields that were asked for.</summary>
    public void Finish()
    {
        foreach (var i in route.Order)
        {
            if (route.Parts[i].Each is { } join && !outcomes[i].IsNotWanted && outcomes[join.Host].HasBody)
            {
                Join(i);
            }
        }

        for (var i = 0; i < outcomes.Length && fields is not null; i++)
        {
            if (outcomes[i].HasBody && fields.Inside(i) is { } inside)
            {
                Replace(i, PartAnswer.Whole(inside.Apply(outcomes[i].Body), outcomes[i].Freshness), outcomes[i].Freshness);
            }
        }
    }

    public void Dispose()
    {
        foreach (var outcome in outcomes)
        {
            outcome.Answer?.Dispose();
        }
    }

    private ValueContext Values(IReadOnlyList<string>? keys = null) => new(http, outcomes, ids, keys);

    /// <summary>What is asked for, what that waits for, and what joins it.</summary>
    private void Choose()
    {
        var all = (1u << route.Parts.Length) - 1;
        called = fields?.Shown ?? all;
        uint before;
        do
        {
            before = called;
            foreach (var part in route.Parts)
            {
                if ((called & (1u << part.Index)) != 0)
                {
                    foreach (var other in part.WaitsFor)
                    {
                        called |= 1u << other;
                    }
                }
                else if (part.Each is { } join && fields is not null && (fields.Shown & (1u << join.Host)) != 0)
                {
                    called |= 1u << part.Index;
                }
            }
        }
        while (called != before);
    }

    private ValueTask NotWanted(int index)
    {
        outcomes[index] = PartOutcome.NotWanted;
        return ValueTask.CompletedTask;
    }

    /// <summary>The end of a part, for the one who answers: a part is awaited once.</summary>
    private ValueTask EndAsync(int index)
    {
        var isFirst = (ended & (1u << index)) == 0;
        ended |= 1u << index;
        return isFirst ? tasks[index] : ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder))]
    private async ValueTask RunAsync(int index)
    {
        var part = route.Parts[index];
        foreach (var other in part.WaitsFor)
        {
            await tasks[other];
        }

        var began = fetcher.Time.GetElapsedTime(startedAt);
        using var span = PartTrace.Start(part);
        var (ready, address, isOverCap) = Ready(part);
        var outcome = ready ?? await fetcher.FetchAsync(part, address!, http, route.Budget - began, stop);
        if (isOverCap && outcome.HasBody)
        {
            outcome = outcome with { Missing = PartReasons.OverCap };
        }

        if (part is { Fallback.Literal: { } literal, Each: null } && outcome is { Answer.Reason: { } reason })
        {
            outcome = outcome with { Answer = PartAnswer.Lasting(literal, Freshness.Forever), Origin = PartOrigin.Fallback, Freshness = Freshness.Forever, Missing = reason };
        }

        PartTrace.Tell(span, outcome);
        outcomes[index] = outcome with { Began = began, IsShown = fields is null || (fields.Shown & (1u << index)) != 0 };
    }

    /// <summary>The address to call, or the outcome where there is nothing to call.</summary>
    private (PartOutcome? Outcome, string? Address, bool IsOverCap) Ready(ComposedPart part)
    {
        if (part.WaitsFor.Length == 0)
        {
            return addresses[part.Index] is { } known ? (null, known, false) : (PartOutcome.Failed(PartReasons.NoValue), null, false);
        }

        foreach (var other in part.WaitsFor)
        {
            if (!outcomes[other].HasBody)
            {
                return (outcomes[other].Reason is null ? PartOutcome.NotWanted : PartOutcome.Failed(PartReasons.AfterMissing), null, false);
            }
        }

        if (part.If is { } condition && !condition.Holds(Values()))
        {
            return (PartOutcome.NotWanted, null, false);
        }

        var isOverCap = false;
        var keys = part.Each?.Keys(outcomes[part.Each.Host].Body, out isOverCap);
        if (part.Each is not null && keys is not { Count: > 0 })
        {
            return (keys is null ? PartOutcome.Failed(PartReasons.WrongShape) : PartOutcome.NotWanted, null, false);
        }

        return part.Template.Expand(Values(keys), out var address) == Expansion.Done
            ? (null, address, isOverCap)
            : (PartOutcome.Failed(PartReasons.NoValue), null, false);
    }

    private void Join(int index)
    {
        var (join, outcome) = (route.Parts[index].Each!, outcomes[index]);
        var missing = route.Parts[index].Fallback?.Literal;
        var host = outcomes[join.Host];
        if ((!outcome.HasBody && missing is null) || !join.IsListIn(host.Body))
        {
            return;
        }

        var joined = join.Apply(host.Body, outcome.HasBody ? outcome.Body : "[]"u8, missing);
        var freshness = outcome.HasBody ? host.Freshness.Strictest(outcome.Freshness) : host.Freshness;
        Replace(join.Host, PartAnswer.Whole(joined, freshness), freshness);
    }

    private void Replace(int index, PartAnswer answer, Freshness freshness)
    {
        outcomes[index].Answer?.Dispose();
        outcomes[index] = outcomes[index] with { Answer = answer, Freshness = freshness };
    }
}
