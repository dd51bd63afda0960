using System.Globalization;
using Bench.Lab.Systems;

namespace Bench.Gateway.Systems;

/// <summary>Configuration of the gateway under load: its own, with the lab's services and compositions.</summary>
internal static class GatewaySettings
{
    // The lab is one client that stands for thousands.
    private const string ClientLimit = "1000000";

    public static IEnumerable<KeyValuePair<string, string>> For(IReadOnlyList<int> upstreams) =>
    [
        .. Parts.Services.Zip(upstreams, (service, port) => Setting($"services:{service}:http:0", $"http://127.0.0.1:{port}")),
        // Nobody signs in here.
        ServiceProcess.InProduction,
        Setting("Auth:Authority", "https://sign-in.invalid"),
        Setting("Auth:Audience", "lab"),
        Setting("Drain:Notice", "00:00:00"),
        Setting("Gateway:Protection:ClientRequestsPerSecond", ClientLimit),
        Setting("Gateway:Protection:ClientBurst", ClientLimit),
        // No chat runs here that could be asked every 2 s, and questions to the others would count as calls.
        .. Parts.Services.Append("chat").Select(cluster => Setting($"ReverseProxy:Clusters:{cluster}:HealthCheck:Active:Enabled", "false")),
        .. Parts.Compositions.SelectMany(Composition),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Composition(LabComposition composition)
    {
        var key = $"Gateway:Compositions:{composition.Name}";
        return
        [
            Setting($"{key}:Path", composition.Path),
            Setting($"{key}:Access", "Anonymous"),
            .. composition.Parts.SelectMany(part => Part($"{key}:Parts:{part.Name}", part, composition.IsKept)),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Part(string key, LabPart part, bool isKept) =>
    [
        Setting($"{key}:Service", part.Service),
        Setting($"{key}:Path", part.Path),
        Setting($"{key}:Required", true.ToString(CultureInfo.InvariantCulture)),
        .. isKept ? [Setting($"{key}:Cache:Ttl", "01:00:00")] : Array.Empty<KeyValuePair<string, string>>(),
    ];

    private static KeyValuePair<string, string> Setting(string key, string value) => new(key, value);
}
