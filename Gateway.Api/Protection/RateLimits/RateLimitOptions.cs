using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>Further limits by name (<c>Gateway:RateLimits</c>), beside the one of every client that <c>Gateway:Protection</c> sets.</summary>
internal sealed class RateLimitOptions : Dictionary<string, RateLimitSettings>
{
    public RateLimitOptions()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }
}

/// <summary>One limit (<c>Gateway:RateLimits:NAME</c>).</summary>
internal sealed class RateLimitSettings
{
    /// <summary>Requests a second for ever, above 0, at most 1,000,000. Required.</summary>
    public double PerSecond { get; set; }

    /// <summary>Requests at once after a pause, 1 to 1,000,000. Required.</summary>
    public int Burst { get; set; }

    /// <summary>Who has a bucket of its own. Default: <see cref="RateLimitPer.Client"/>.</summary>
    public RateLimitPer Per { get; set; } = RateLimitPer.Client;

    /// <summary>Routes and compositions, by name, that it holds for. Default: none listed, which is all.</summary>
    public IReadOnlyList<string> Routes { get; set; } = [];

    /// <summary>What holds while Redis, over which replicas share, is away. Default: <see cref="WhenRedisIsAway.Local"/>.</summary>
    public WhenRedisIsAway WhenRedisIsAway { get; set; } = WhenRedisIsAway.Local;
}

/// <summary>Who has a bucket of its own.</summary>
internal enum RateLimitPer
{
    /// <summary>A signed-in user, else a network.</summary>
    Client,

    /// <summary>An API key; requests without one are not limited by this.</summary>
    Key,

    /// <summary>Nobody: all requests share one bucket.</summary>
    Everyone,
}

/// <summary>What a limit does without Redis.</summary>
internal enum WhenRedisIsAway
{
    /// <summary>Fails open: each replica grants the whole rate by itself.</summary>
    Local,

    /// <summary>Fails closed: requests are refused with 503.</summary>
    Refuse,
}

internal sealed partial class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    private const int Most = 1_000_000;
    private const int LimitsMax = 100;

    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        List<string> failures = options.Count > LimitsMax ? [$"Gateway:RateLimits has {options.Count} limits; allowed: at most {LimitsMax}."] : [];
        foreach (var (limit, settings) in options)
        {
            var key = $"Gateway:RateLimits:{limit}";
            if (!LimitName().IsMatch(limit) || limit == RateLimitRules.Client)
            {
                failures.Add($"{key} is no name; allowed: lower-case letters, digits and dashes, other than {RateLimitRules.Client}.");
            }

            if (settings.PerSecond is not (> 0 and <= Most))
            {
                failures.Add(FormattableString.Invariant($"{key}:PerSecond is {settings.PerSecond}; allowed: above 0, at most {Most}."));
            }

            if (settings.Burst is < 1 or > Most)
            {
                failures.Add($"{key}:Burst is {settings.Burst}; allowed: 1 to {Most}.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex LimitName();
}
