using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Answers;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Pooling;
using Gateway.Api.Composition.Tracing;
using Gateway.Api.Protection.Breakers;
using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Composition;

/// <summary>Fetches the parts of a route, at once as far as they allow, and answers within its budget, whatever the services do.</summary>
internal sealed partial class Composer(PartFetcher fetcher, CompositionMetrics metrics, TimeProvider time, ILogger<Composer> logger)
{
    /// <summary>A clock ends up to two milliseconds late, and then the answer is still to be written: both are part of the budget.</summary>
    private static readonly TimeSpan Writing = TimeSpan.FromMilliseconds(4);

    public async Task ComposeAsync(HttpContext context, ComposedRoute route)
    {
        var startedAt = time.GetTimestamp();
        using var activity = Spans.Start("compose");
        activity?.SetTag("gateway.composition", route.Name);

        // 1. What the request says, checked before anything is sent.
        FieldSelection? fields = null;
        if (context.Request.QueryString.HasValue && context.Request.Query[FieldSelection.Parameter].ToString() is { Length: > 0 } wanted
            && (fields = FieldSelection.Parse(route, wanted, out var unknown)) is null)
        {
            await ComposedProblems.FieldUnknown(unknown).ExecuteAsync(context);
            return;
        }

        var budget = fetcher.Clocks.Start(UntilAnswer(route.Budget));
        try
        {
            await ComposeAsync(context, route, fields, budget, startedAt, activity);
        }
        finally
        {
            fetcher.Clocks.Stop(budget);
        }
    }

    [AsyncMethodBuilder(typeof(PooledBuilder))]
    private async ValueTask ComposeAsync(
        HttpContext context, ComposedRoute route, FieldSelection? fields, CancellationTokenSource budget, long startedAt, Activity? activity)
    {
        using var gone = context.RequestAborted.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), budget);
        IReadOnlyList<string>? ids = null;
        if (route.IdsMax > 0 && (ids = await IdsBody.ReadAsync(context.Request, route.IdsMax, budget.Token)) is null)
        {
            await ComposedProblems.IdsRefused(route.IdsMax).ExecuteAsync(context);
            return;
        }

        using var run = new CompositionRun(context, route, fields, ids, fetcher, budget.Token);
        if (run.Prepare() is { } refused)
        {
            await ComposedProblems.ValueRefused(refused).ExecuteAsync(context);
            return;
        }

        // 2. All parts, under one clock. Without a required part there is nothing to wait for: the others are given up.
        run.Start();
        var failed = await run.FailedRequiredAsync();
        if (failed is not null)
        {
            await budget.CancelAsync();
        }

        // 3. Each ends by its own time, the budget, or the line above.
        await run.WhenAllAsync();

        // 4. One answer.
        var outcome = await AnswerAsync(context, route, run, failed);
        Record(activity, route, run.Outcomes, outcome, time.GetElapsedTime(startedAt));
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<string> AnswerAsync(HttpContext context, ComposedRoute route, CompositionRun run, int? failed)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads it; the number is for our own access figures.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return CompositionMetrics.ClientGone;
        }

        OpenCircuits.Note(context, route, run.Outcomes);
        if (failed is { } part)
        {
            context.Response.Headers["Server-Timing"] = ServerTiming.Of(route, run.Outcomes);
            if (run.Outcomes[part].Reason is PartReasons.CircuitOpen)
            {
                context.Response.Headers.RetryAfter = CircuitOpenAnswer.RetryAfter(fetcher.Breakers.Of(route.Parts[part].Service));
            }

            await (run.Outcomes[part].Reason is PartReasons.Overloaded ? OverloadAnswer.Result : ComposedProblems.RequiredMissing(route.Parts[part].Name, run.Outcomes[part])).ExecuteAsync(context);
            return CompositionMetrics.Refused;
        }

        run.Finish();
        await ComposedAnswer.WriteAsync(context, route, run.Outcomes);
        return Array.Exists(run.Outcomes, outcome => outcome.Reason is not null) ? CompositionMetrics.Partial : CompositionMetrics.Complete;
    }

    /// <summary>What the parts may take of a budget. Of a short one the answer takes a twentieth: the parts are what it is for.</summary>
    private static TimeSpan UntilAnswer(TimeSpan budget) => budget - (budget / 20 < Writing ? budget / 20 : Writing);

    private void Record(Activity? activity, ComposedRoute route, PartOutcome[] parts, string outcome, TimeSpan elapsed)
    {
        activity?.SetTag("gateway.outcome", outcome);
        metrics.Composed(route, parts, outcome, elapsed);
        if (outcome is CompositionMetrics.ClientGone)
        {
            return;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Reason is { } reason and not PartReasons.NotFound)
            {
                Log.PartMissing(logger, route.Name, route.Parts[i].Name, reason, parts[i].Answer?.Status ?? 0, parts[i].Elapsed.TotalMilliseconds);
            }
        }
    }
}
