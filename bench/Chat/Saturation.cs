namespace Bench.Chat;

/// <summary>Looks for the highest rate that is carried: the rate rises step by step until something gives.</summary>
/// <param name="First">Messages per second of the first step.</param>
/// <param name="Factor">Between two steps.</param>
/// <param name="StepsMax">Steps at most.</param>
/// <param name="Step">Length of a step.</param>
internal sealed record Saturation(double First, double Factor, int StepsMax, TimeSpan Step)
{
    /// <summary>Latency from send to receive that is still called carried, at p99, ms.</summary>
    public const double LatencyMsMax = 100;

    /// <summary>A rate is carried if this share of it was taken in time.</summary>
    private const double ShareMin = 0.95;

    /// <summary>Messages per second of the last step that was carried; 0 if not even the first was.</summary>
    public async Task<double> FindAsync(Crowd crowd, CancellationToken cancellationToken)
    {
        var carried = 0.0;
        var rate = First;
        for (var step = 0; step < StepsMax; step++, rate *= Factor)
        {
            var (recording, outcome) = await crowd.SendAsync(rate, Step, cancellationToken);
            var achieved = recording.Acknowledged / outcome.Took.TotalSeconds;
            // What is still on its way belongs to this step's tail.
            await crowd.SettleAsync(recording);
            if (!IsCarried(recording, achieved, rate))
            {
                break;
            }

            carried = achieved;
        }

        return carried;
    }

    private static bool IsCarried(Recording recording, double achieved, double rate) =>
        achieved >= rate * ShareMin && recording.Acknowledgements.Result().Failed == 0 && recording.Deliveries.At(99) <= LatencyMsMax;
}
