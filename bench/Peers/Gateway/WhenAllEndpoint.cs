using System.Text.Json.Nodes;

namespace Peers.Gateway;

/// <summary>What most teams write by hand: an endpoint, <see cref="HttpClient"/>, <see cref="Task.WhenAll(Task[])"/> and a tree of JSON.</summary>
internal static class WhenAllEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    /// <param name="args">None; <c>Upstream:SERVICE</c> is where each service listens.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddHttpClient("parts", client => client.Timeout = Patience).RemoveAllLoggers();

        var app = builder.Build();
        var upstream = app.Configuration.GetSection("Upstream");
        (string Name, string Address)[] parts =
        [
            ("product", $"{upstream["catalog"]}/products/"), ("price", $"{upstream["pricing"]}/prices/"), ("stock", $"{upstream["inventory"]}/stock/"),
            ("reviews", $"{upstream["reviews"]}/reviews/"), ("recommendations", $"{upstream["recommendations"]}/recommendations/"),
        ];
        app.MapGet("/health", () => "ready");
        app.MapGet("/api/products/{id:int}", async (int id, IHttpClientFactory clients, CancellationToken cancellationToken) =>
        {
            var client = clients.CreateClient("parts");
            var answers = await Task.WhenAll(parts.Select(part => client.GetFromJsonAsync<JsonNode>($"{part.Address}{id}", cancellationToken)));
            return new JsonObject(parts.Zip(answers, (part, answer) => KeyValuePair.Create(part.Name, answer)));
        });
        await app.RunAsync();
        return 0;
    }
}
