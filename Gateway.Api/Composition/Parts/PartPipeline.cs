using Gateway.Api.Composition.Tracing;
using Polly;
using Polly.Hedging;
using Polly.Retry;

namespace Gateway.Api.Composition.Parts;

/// <summary>
/// Retries and hedges of one part. It stands around the whole exchange, the body included, and not in the client's handler chain,
/// which is done once the headers are there: a body that stalls must end the attempt too. The part's time is the token's.
/// </summary>
internal sealed class PartPipeline
{
    /// <summary>Pause before a further try; spread, so that callers that failed together do not come back together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly ResiliencePipeline<PartAnswer>? pipeline;
    private readonly LatencyQuantile? times;

    public PartPipeline(int retries, HedgeTime? hedge, CallBudget budget)
    {
        Budget = budget;
        MayLeaveCalls = hedge is not null;
        times = hedge is { Fixed: null } ? new(hedge.Quantile) : null;
        if (retries == 0 && hedge is null)
        {
            return;
        }

        var builder = new ResiliencePipelineBuilder<PartAnswer>();
        AddRetries(builder, retries);
        AddHedge(builder, hedge);
        pipeline = builder.Build();
    }

    /// <summary>What retries, hedges and replays spend from.</summary>
    public CallBudget Budget { get; }

    /// <summary>Where calls race, the one that lost ends a little after the other.</summary>
    public bool MayLeaveCalls { get; }

    /// <summary>A first try that failed may be made again. Most calls are well at once, and a pipeline costs as much as all the rest of a call.</summary>
    public bool MayTryAgain => pipeline is not null && !MayLeaveCalls;

    /// <summary>The call with all its tries, of which one may join another.</summary>
    public ValueTask<PartAnswer> RaceAsync(PartCall call, CancellationToken cancellationToken) =>
        pipeline!.ExecuteAsync(static (call, token) => call.AttemptAsync(token), call, cancellationToken);

    /// <summary>The tries after the first, which failed.</summary>
    public ValueTask<PartAnswer> TryAgainAsync(PartCall call, PartAnswer first, CancellationToken cancellationToken) =>
        pipeline!.ExecuteAsync(
            static (tries, token) => tries.First() is { } made ? new(made) : tries.Call.AttemptAsync(token), new Tries(call, first), cancellationToken);

    /// <summary>The first attempt of a call took this long from when it was sent, or longer: a second one was quicker, or the time was over.</summary>
    public void Took(TimeSpan time) => times?.Record(time);

    private bool TrySpend(string what)
    {
        if (!Budget.TrySpend())
        {
            return false;
        }

        PartTrace.Note(what);
        return true;
    }

    private void AddRetries(ResiliencePipelineBuilder<PartAnswer> builder, int retries)
    {
        if (retries > 0)
        {
            // Every part is a GET: what a composition repeats has no effect but its answer.
            builder.AddRetry(new RetryStrategyOptions<PartAnswer>
            {
                MaxRetryAttempts = retries,
                Delay = Pause,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.AttemptNumber < retries && arguments.Outcome.Result is { MayPass: true } && TrySpend(PartTrace.Retry)),
            });
        }
    }

    private void AddHedge(ResiliencePipelineBuilder<PartAnswer> builder, HedgeTime? hedge)
    {
        if (hedge is null)
        {
            return;
        }

        builder.AddHedging(new HedgingStrategyOptions<PartAnswer>
        {
            MaxHedgedAttempts = 1,
            // A failure does not end the race while the other call runs.
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result is { MayPass: true } or { Reason: PartReasons.CircuitOpen }),
            // Infinite: not before the part's own times are known.
            DelayGenerator = _ => ValueTask.FromResult(hedge.Fixed ?? times!.Current ?? Timeout.InfiniteTimeSpan),
            ActionGenerator = arguments => TrySpend(PartTrace.Hedge) ? () => arguments.Callback(arguments.ActionContext) : null,
        });
    }

    /// <summary>The tries of a call, of which the first was made already.</summary>
    private sealed class Tries(PartCall call, PartAnswer made)
    {
        private PartAnswer? first = made;

        public PartCall Call => call;

        /// <summary>The first, once.</summary>
        public PartAnswer? First() => Interlocked.Exchange(ref first, null);
    }
}
