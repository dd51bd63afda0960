using System.Text.Json;
using Gateway.Api.Protection.Breakers;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Api.Console.Live;

/// <summary>
/// Asks every instance behind the gateway for its health, at most every two seconds for all who look, each within two seconds.
/// Which instances there are, the proxy knows.
/// </summary>
internal sealed class ServiceHealth(IProxyStateLookup proxy, Breakers breakers, IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "service-health";
    private const int InstancesMax = 64;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly Lock exclusive = new();
    private Task<HealthAnswer>? latest;
    private long startedAt;

    public Task<HealthAnswer> GetAsync(CancellationToken cancellationToken) => Latest().WaitAsync(cancellationToken);

    private Task<HealthAnswer> Latest()
    {
        lock (exclusive)
        {
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(startedAt) >= Fresh))
            {
                startedAt = time.GetTimestamp();
                latest = AskAllAsync();
            }

            return latest;
        }
    }

    private async Task<HealthAnswer> AskAllAsync()
    {
        var asked = proxy.GetClusters().SelectMany(cluster => cluster.Destinations.Values.Select(destination => (cluster.ClusterId, destination)))
            .Take(InstancesMax).Select(async instance => (instance.ClusterId, Health: await AskAsync(instance.destination) with { Breaker = breakers.StateOf(instance.ClusterId).Text() }));
        var answers = await Task.WhenAll(asked);
        return new(
            answers.GroupBy(answer => answer.ClusterId, answer => answer.Health)
                .OrderBy(service => service.Key, StringComparer.Ordinal)
                .ToDictionary(service => service.Key, IReadOnlyList<InstanceHealth> (service) => [.. service]),
            time.GetUtcNow());
    }

    private async Task<InstanceHealth> AskAsync(DestinationState destination)
    {
        try
        {
            var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(new Uri(new(destination.Model.Config.Address), "/health"));
            return Read(await answer.Content.ReadAsStringAsync());
        }
        // The last two: service discovery knows no address of that name.
        catch (Exception exception) when (
            exception is HttpRequestException or OperationCanceledException or IOException or InvalidOperationException or NotSupportedException)
        {
            return InstanceHealth.Unreachable;
        }
    }

    /// <summary>In Development <c>{status, checks: {NAME: {status, description}}}</c>, elsewhere one word.</summary>
    private static InstanceHealth Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<InstanceHealth>(body, JsonSerializerOptions.Web) ?? InstanceHealth.Unreachable;
        }
        catch (JsonException)
        {
            return body is "Healthy" or "Degraded" or "Unhealthy" ? new(body, null) : InstanceHealth.Unreachable;
        }
    }
}
