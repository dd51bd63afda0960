using System.Text.Json;

namespace Bench.Imaging;

/// <summary>Where a worker runs its models, as its own health says.</summary>
internal static class WorkerDevice
{
    /// <summary>Such as <c>cpu</c>; <c>unknown</c> where its health does not say.</summary>
    public static async Task<string> AskAsync(Uri worker, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = worker };
        var text = await client.GetStringAsync(new Uri("/health", UriKind.Relative), cancellationToken);
        try
        {
            using var health = JsonDocument.Parse(text);
            return Find(health.RootElement) ?? "unknown";
        }
        catch (JsonException)
        {
            return "unknown";
        }
    }

    private static string? Find(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .Select(member => member.Name == "device" && member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : Find(member.Value))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(Find).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
