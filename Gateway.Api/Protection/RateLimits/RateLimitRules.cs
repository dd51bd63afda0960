using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection.RateLimits;

/// <summary>One limit, ready to be asked.</summary>
/// <param name="Name">As headers and Redis name it.</param>
/// <param name="PerSecond">Tokens that come back a second.</param>
/// <param name="Burst">Tokens of a full bucket.</param>
/// <param name="Per">Who has a bucket.</param>
/// <param name="Routes">Names that it holds for; empty: all.</param>
/// <param name="FailsClosed">Whether it refuses while Redis is away.</param>
internal sealed record RateLimitRule(string Name, double PerSecond, int Burst, RateLimitPer Per, IReadOnlySet<string> Routes, bool FailsClosed)
{
    /// <summary><c>"client";q=10000;w=2</c>: the bucket, and the seconds in which an empty one is full.</summary>
    public string Policy { get; } = FormattableString.Invariant($"\"{Name}\";q={Burst};w={Math.Max(1, Math.Ceiling(Burst / PerSecond))}");

    public bool HoldsFor(string? route) => Routes.Count == 0 || (route is not null && Routes.Contains(route));
}

/// <summary>All limits; the one of every client comes first.</summary>
internal sealed class RateLimitRules
{
    /// <summary>Name of the limit of every client.</summary>
    public const string Client = "client";

    public RateLimitRules(IOptions<ProtectionOptions> protection, IOptions<RateLimitOptions> limits)
    {
        var client = protection.Value;
        All =
        [
            new(Client, client.ClientRequestsPerSecond, client.ClientBurst, RateLimitPer.Client, new HashSet<string>(), FailsClosed: false),
            .. limits.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Rule(pair.Key, pair.Value)),
        ];
    }

    public IReadOnlyList<RateLimitRule> All { get; }

    private static RateLimitRule Rule(string name, RateLimitSettings settings) => new(
        name, settings.PerSecond, settings.Burst, settings.Per, settings.Routes.ToHashSet(StringComparer.OrdinalIgnoreCase),
        settings.WhenRedisIsAway == WhenRedisIsAway.Refuse);
}
