namespace Gateway.Api.Console.Live;

/// <summary>What stands behind the gateway.</summary>
/// <param name="Services">Instances by service.</param>
/// <param name="At">When they were asked.</param>
internal sealed record HealthAnswer(IReadOnlyDictionary<string, IReadOnlyList<InstanceHealth>> Services, DateTimeOffset At);

/// <param name="Status"><c>Healthy</c>, <c>Degraded</c>, <c>Unhealthy</c> or <c>Unreachable</c>.</param>
/// <param name="Checks">By name; in Development only.</param>
/// <param name="Breaker">Whether this gateway calls the service: <c>closed</c> (it does), <c>half-open</c> or <c>open</c>; the same for all its instances.</param>
internal sealed record InstanceHealth(string Status, IReadOnlyDictionary<string, CheckHealth>? Checks, string Breaker = "closed")
{
    public static InstanceHealth Unreachable { get; } = new("Unreachable", null);
}

/// <param name="Status">As above.</param>
/// <param name="Description">For people.</param>
internal sealed record CheckHealth(string Status, string? Description);
