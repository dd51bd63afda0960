using System.Text.RegularExpressions;
using AppHost.Start;
using Microsoft.Extensions.Configuration;

namespace AppHost.Publishing;

/// <summary>What a deployment may choose (section <c>Azure</c> of the AppHost).</summary>
internal sealed partial class AzureSettings
{
    private static readonly string[] HighAvailabilities = ["Disabled", "SameZone", "ZoneRedundant"];

    private AzureSettings(IConfiguration azure)
    {
        WorkerProfile = WorkerProfile.Find(azure["WorkerProfile"]);
        RedisSku = azure["RedisSku"] ?? RedisSku;
        PostgresHighAvailability = azure["PostgresHighAvailability"] ?? PostgresHighAvailability;
        RotateWebhookKeys = string.Equals(azure["RotateWebhookKeys"], "true", StringComparison.OrdinalIgnoreCase);
        Origins = [.. azure.GetSection("Origins").GetChildren().Select(origin => origin.Value ?? "")];
        Services = azure.GetSection("Services").GetChildren().ToDictionary(service => service.Key, service => service.Value ?? "");
    }

    /// <summary>On what the image worker runs. Default: Consumption.</summary>
    public WorkerProfile WorkerProfile { get; }

    /// <summary>Size of Azure Managed Redis. Default: Balanced_B1, the smallest that has a standby.</summary>
    public string RedisSku { get; } = "Balanced_B1";

    /// <summary>A standby of each PostgreSQL server: Disabled, SameZone or ZoneRedundant. Default: Disabled.</summary>
    public string PostgresHighAvailability { get; } = "Disabled";

    /// <summary>Asks for the webhook keys of before, which open what they sealed. Default: false.</summary>
    public bool RotateWebhookKeys { get; }

    /// <summary>Origins beside the gateway's own address whose pages upload images. Default: none.</summary>
    public IReadOnlyList<string> Origins { get; }

    /// <summary>Services that the gateway composes and passes on to, by name: <c>Azure:Services:catalog=https://catalog.example.com</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Services { get; }

    /// <exception cref="StartRefusedException">A value is wrong; the message has one line for each.</exception>
    public static AzureSettings Read(IDistributedApplicationBuilder builder)
    {
        var settings = new AzureSettings(builder.Configuration.GetSection("Azure"));
        var problems = settings.Problems().ToList();
        return problems.Count == 0 ? settings : throw new StartRefusedException(string.Join(Environment.NewLine, problems));
    }

    private IEnumerable<string> Problems() =>
    [
        .. RedisSize().IsMatch(RedisSku) ? [] : (string[])[$"Azure:RedisSku is '{RedisSku}'; allowed: a size such as Balanced_B1 or MemoryOptimized_M10."],
        .. HighAvailabilities.Contains(PostgresHighAvailability)
            ? [] : (string[])[$"Azure:PostgresHighAvailability is '{PostgresHighAvailability}'; allowed: {string.Join(", ", HighAvailabilities)}."],
        .. Origins.Where(origin => !IsOrigin(origin)).Select(origin =>
            $"Azure:Origins holds '{origin}'; allowed: https addresses without a path, such as https://shop.example.com."),
        .. Services.Where(service => !ServiceName().IsMatch(service.Key) || !IsOrigin(service.Value)).Select(service =>
            $"Azure:Services:{service.Key} is '{service.Value}'; allowed: a name of lower-case letters, digits and dashes, and an https address without a path."),
    ];

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && text == address.GetLeftPart(UriPartial.Authority);

    [GeneratedRegex("^(Balanced_B(?!0$)|MemoryOptimized_M|ComputeOptimized_X)[0-9]{1,4}$")]
    private static partial Regex RedisSize();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex ServiceName();
}
