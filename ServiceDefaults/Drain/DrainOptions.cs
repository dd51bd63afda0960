using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Drain;

/// <summary>How a service stops (<c>Drain</c>).</summary>
public sealed class DrainOptions
{
    private static readonly TimeSpan NoticeByDefault = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time between <c>/health</c> turning unhealthy and the end of new connections, up to 1 minute: what a balancer takes to notice.
    /// Everything is still served, and each answer asks its connection to close. Default: 5 seconds; in Development none, where nobody
    /// balances.
    /// </summary>
    public TimeSpan? Notice { get; set; }

    /// <summary>Time in which requests that are under way then must end, 1 second to 10 minutes: not less than the longest budget. Default: 12 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(12);

    internal TimeSpan NoticeIn(IHostEnvironment environment) =>
        Notice ?? (environment.IsDevelopment() ? TimeSpan.Zero : NoticeByDefault);
}

internal sealed class DrainOptionsValidator : IValidateOptions<DrainOptions>
{
    private static readonly TimeSpan NoticeMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, DrainOptions options) =>
        options.Notice < TimeSpan.Zero || options.Notice > NoticeMax
            ? ValidateOptionsResult.Fail($"Drain:Notice is {options.Notice}; allowed: 00:00:00 to {NoticeMax}.")
        : options.Timeout < TimeoutMin || options.Timeout > TimeoutMax
            ? ValidateOptionsResult.Fail($"Drain:Timeout is {options.Timeout}; allowed: {TimeoutMin} to {TimeoutMax}.")
        : ValidateOptionsResult.Success;
}
