using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Bench.Gateway.Systems;

/// <summary>The delays of the services of a running system, through its gateway; as it is disposed of, they are again what they were.</summary>
internal sealed class StorefrontFaults : IAsyncDisposable
{
    private readonly HttpClient client;
    private readonly Dictionary<string, string> before = [];

    private StorefrontFaults(Uri gateway) => client = new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Reads what the delays are now.</summary>
    /// <exception cref="InvalidOperationException">The system does not let them be set: it does not run in Development.</exception>
    public static async Task<StorefrontFaults> TakeOverAsync(Uri gateway, CancellationToken cancellationToken)
    {
        var faults = new StorefrontFaults(gateway);
        try
        {
            foreach (var service in Parts.Services)
            {
                faults.before[service] = await faults.ReadAsync(service, cancellationToken);
            }

            return faults;
        }
        catch
        {
            faults.client.Dispose();
            throw;
        }
    }

    /// <summary>Lets each of <see cref="Parts.Services"/> answer after its number of milliseconds.</summary>
    public async Task DelayAsync(IReadOnlyList<int> delaysMs, CancellationToken cancellationToken)
    {
        foreach (var (service, delay) in Parts.Services.Zip(delaysMs))
        {
            using var answer = await client.PutAsJsonAsync($"/{service}/faults", new { latencyMs = delay }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (service, plan) in before)
        {
            using var content = new StringContent(plan, MediaTypeHeaderValue.Parse("application/json"));
            using var answer = await client.PutAsync($"/{service}/faults", content);
            answer.EnsureSuccessStatusCode();
        }

        client.Dispose();
    }

    private async Task<string> ReadAsync(string service, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync($"/{service}/faults", cancellationToken);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(cancellationToken)
            : throw new InvalidOperationException($"GET /{service}/faults answered {(int)answer.StatusCode}; the delays of the services can be set in Development only.");
    }
}
