using Gateway.Api.WarmUp;

namespace Gateway.Api.Composition.Plans;

/// <summary>What else the configuration holds that a plan must fit to: services that have an address, addresses that are taken.</summary>
internal sealed record Surroundings(IReadOnlySet<string> Services, IReadOnlyDictionary<string, string> TakenPaths)
{
    /// <summary>What the gateway itself answers.</summary>
    private static readonly string[] Own = ["/", "/health", "/alive", "/capacity", "/dev/token", "/openapi", "/openapi.json", Rehearsal.PagePath, Rehearsal.PartPath];

    public static Surroundings Of(IConfiguration configuration)
    {
        var discovered = configuration.GetSection("services").GetChildren().Select(service => service.Key);
        var proxy = configuration.GetSection("ReverseProxy");
        var clusters = proxy.GetSection("Clusters").GetChildren().Select(cluster => cluster.Key);
        var taken = Own.ToDictionary(PathShape.Of, _ => "the gateway itself");
        foreach (var route in proxy.GetSection("Routes").GetChildren())
        {
            if (route["Match:Path"] is { } path)
            {
                taken.TryAdd(PathShape.Of(path), $"the route {route.Key}");
            }
        }

        return new(discovered.Concat(clusters).ToHashSet(StringComparer.OrdinalIgnoreCase), taken);
    }
}
