using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Api.Composition;

/// <summary>
/// Timeout and retries of one part. It stands around the whole exchange, the body included, and not in the client's handler
/// chain, which is done once the headers are there: a body that stalls must end the attempt too.
/// </summary>
internal static class PartPipeline
{
    /// <summary>Pause before a further try; spread, so that callers that failed together do not come back together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static ResiliencePipeline<PartAnswer> Build(TimeSpan timeout, int retries)
    {
        var pipeline = new ResiliencePipelineBuilder<PartAnswer>().AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });
        if (retries > 0)
        {
            // Every part is a GET: what a composition repeats has no effect but its answer.
            pipeline.AddRetry(new RetryStrategyOptions<PartAnswer>
            {
                MaxRetryAttempts = retries,
                Delay = Pause,
                UseJitter = true,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result is { MayPass: true }),
            });
        }

        return pipeline.Build();
    }
}
