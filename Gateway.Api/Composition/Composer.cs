using System.Diagnostics;
using Gateway.Api.Protection.Overload;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Api.Composition;

/// <summary>Fetches the parts of a route at once and answers within its budget, whatever the services do.</summary>
internal sealed partial class Composer(PartFetcher fetcher, CompositionMetrics metrics, TimeProvider time, ILogger<Composer> logger)
{
    public async Task ComposeAsync(HttpContext context, ComposedRoute route)
    {
        var startedAt = time.GetTimestamp();
        using var activity = CompositionMetrics.Source.StartActivity("compose");
        activity?.SetTag("gateway.composition", route.Name);

        // 1. Every address first: a value that is refused is refused before anything is sent.
        if (Addresses(route, context.Request.RouteValues) is not { } addresses)
        {
            await ValueRefused().ExecuteAsync(context);
            return;
        }

        // 2. All parts at once, under one clock.
        using var budget = new CancellationTokenSource(route.Budget, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, context.RequestAborted);
        var calls = new Task<PartAnswer>[addresses.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = fetcher.FetchAsync(route.Parts[i], addresses[i], route.Budget, stop.Token);
        }

        try
        {
            // 3. Without a required part there is nothing to wait for: the others are given up.
            var failed = await FailedRequiredAsync(route, calls);
            if (failed is not null)
            {
                await stop.CancelAsync();
            }

            // 4. Each call ends by its own timeout, the budget, or the line above.
            var answers = await Task.WhenAll(calls);

            // 5. One answer.
            var outcome = await AnswerAsync(context, route, answers, failed);
            Record(activity, route, answers, outcome, time.GetElapsedTime(startedAt));
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var call in calls)
            {
                (await call).Dispose();
            }
        }
    }

    private static string[]? Addresses(ComposedRoute route, RouteValueDictionary values)
    {
        var addresses = new string[route.Parts.Count];
        for (var i = 0; i < addresses.Length; i++)
        {
            if (route.Parts[i].Template.Expand(values) is not { } address)
            {
                return null;
            }

            addresses[i] = address;
        }

        return addresses;
    }

    /// <summary>
    /// Index of the required part that decides the answer, or null. "There is no such thing" is a fact and outweighs a failure
    /// beside it, so a failure waits for the other required parts: the answer does not depend on which came first.
    /// </summary>
    private static async Task<int?> FailedRequiredAsync(ComposedRoute route, Task<PartAnswer>[] calls)
    {
        int? failed = null;
        for (var i = 0; i < calls.Length; i++)
        {
            if (!route.Parts[i].IsRequired)
            {
                continue;
            }

            switch ((await calls[i]).Reason)
            {
                case null:
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

    private static async Task<string> AnswerAsync(HttpContext context, ComposedRoute route, PartAnswer[] answers, int? failed)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads it; the number is for our own access figures.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return CompositionMetrics.ClientGone;
        }

        if (failed is { } part)
        {
            await (answers[part].Reason is PartReasons.Overloaded ? OverloadAnswer.Result : RequiredMissing(route.Parts[part].Name, answers[part])).ExecuteAsync(context);
            return CompositionMetrics.Refused;
        }

        await SplicedAnswer.WriteAsync(context.Response, route, answers);
        return answers.Any(answer => answer.Reason is not null) ? CompositionMetrics.Partial : CompositionMetrics.Complete;
    }

    private static ProblemHttpResult RequiredMissing(string part, PartAnswer answer)
    {
        var (status, code, sentence) = answer.Reason switch
        {
            PartReasons.NotFound => (404, ErrorCodes.PartNotFound, $"There is no such '{part}'."),
            PartReasons.Timeout => (504, ErrorCodes.PartTimedOut, $"The required part '{part}' did not answer in time."),
            _ => (502, ErrorCodes.PartFailed, $"The required part '{part}' failed."),
        };
        return TypedResults.Problem(
            statusCode: status, detail: sentence,
            extensions: [new("code", code), new("part", part), new("reason", answer.Reason)]);
    }

    private static ProblemHttpResult ValueRefused() => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        detail: $"A value of the address is empty, longer than {PathTemplate.ValueLengthMax} characters, a dot segment, or holds a control character.",
        extensions: [new("code", ErrorCodes.ValueRefused)]);

    private void Record(Activity? activity, ComposedRoute route, PartAnswer[] answers, string outcome, TimeSpan elapsed)
    {
        activity?.SetTag("gateway.outcome", outcome);
        metrics.Composed(route, answers, outcome, elapsed);
        if (outcome is CompositionMetrics.ClientGone)
        {
            return;
        }

        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Reason is { } reason and not PartReasons.NotFound)
            {
                Log.PartMissing(logger, route.Name, route.Parts[i].Name, reason, answers[i].Status, answers[i].Elapsed.TotalMilliseconds);
            }
        }
    }
}
