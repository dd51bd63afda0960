using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Chat.Client.Tests.Conformance;

/// <summary>The control endpoint as a runner sees it.</summary>
internal sealed class Control(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };
    private string id = "";

    public string Room { get; private set; } = "";

    private Dictionary<string, ClientAccess> Clients { get; set; } = [];

    public async Task OpenAsync(IEnumerable<string> clients)
    {
        var answer = await SendAsync<Opened>(HttpMethod.Post, "cases", new { clients });
        (id, Room, Clients) = (answer.Id, answer.Room, answer.Clients);
    }

    public ClientAccess Of(string client) => Clients[client];

    public Task BreakAsync(JsonObject fault) => SendAsync<object?>(HttpMethod.Post, $"cases/{id}/faults", fault);

    public async Task<int> CountAsync() => (await SendAsync<Log>(HttpMethod.Get, $"cases/{id}/log", null)).Messages;

    /// <summary>By what the client is connected.</summary>
    public async Task<string?> TransportAsync(string client) => (await SendAsync<Dictionary<string, string?>>(HttpMethod.Get, $"cases/{id}/transports", null))[client];

    public Task CloseAsync() => SendAsync<object?>(HttpMethod.Delete, $"cases/{id}", null);

    public void Dispose() => http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Content.Headers.ContentType is null ? default! : (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    /// <summary>How a client reaches the service.</summary>
    internal sealed record ClientAccess(string User, Uri Url, string Token);

    private sealed record Opened(string Id, string Room, Dictionary<string, ClientAccess> Clients);

    private sealed record Log(int Messages);
}
