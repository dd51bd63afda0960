using System.Globalization;
using System.Text.Json.Nodes;

namespace AppHost.Publishing;

/// <summary>When the platform adds replicas, in the words of Container Apps.</summary>
internal static class ScaleRules
{
    private const double Percent = 100;

    /// <summary>Above this share of busy cores. For services whose load are connections: idle WebSockets count as no requests.</summary>
    public static Func<AzdText, JsonNode> Cpu(double utilisation) => _ => new JsonObject
    {
        ["name"] = "cpu",
        ["custom"] = new JsonObject
        {
            ["type"] = "cpu",
            ["metadata"] = new JsonObject
            {
                ["type"] = "Utilization",
                ["value"] = Math.Round(utilisation * Percent).ToString(CultureInfo.InvariantCulture),
            },
        },
    };

    /// <summary>
    /// Above this rate for each replica. Container Apps calls the figure concurrent requests and computes it as the requests of the
    /// last 15 seconds by 15, which is a rate.
    /// </summary>
    public static Func<AzdText, JsonNode> Requests(int perSecond) => _ => new JsonObject
    {
        ["name"] = "requests",
        ["http"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["concurrentRequests"] = perSecond.ToString(CultureInfo.InvariantCulture) },
        },
    };

    /// <summary>Above this number of waiting messages for each replica, read under an identity.</summary>
    public static Func<AzdText, JsonNode> Queue(AzureOutput account, string queue, int length, AzureOutput identity) => text => new JsonObject
    {
        ["name"] = queue,
        ["azureQueue"] = new JsonObject
        {
            ["accountName"] = text.Mixed(account),
            ["queueName"] = queue,
            ["queueLength"] = length,
            ["identity"] = text.Mixed(identity),
        },
    };
}
