using Imaging.Worker.Configuration;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Jobs;

internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, JobOptions options) => Bounds.Check("Imaging:Jobs", check => check
        // The queue counts its visibility in whole seconds: below 3 a renewal at a third would come too late.
        .Within("Lease", options.Lease, TimeSpan.FromSeconds(3), Hour)
        .Within("AttemptsMax", options.AttemptsMax, 1, 100)
        .Within("Backoff", options.Backoff, TimeSpan.Zero, Hour)
        .Within("BackoffMax", options.BackoffMax, options.Backoff, Hour)
        .Within("PollMax", options.PollMax, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1))
        .Within("SweepInterval", options.SweepInterval, TimeSpan.FromMilliseconds(100), Hour)
        .Within("ResendAfter", options.ResendAfter, TimeSpan.FromMilliseconds(100), Hour)
        .Within("LateAfter", options.LateAfter, TimeSpan.FromMilliseconds(100), 24 * Hour));
}
