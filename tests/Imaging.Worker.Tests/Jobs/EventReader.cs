using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Imaging.Worker.Tests.Jobs;

/// <summary>Reads an event stream as a client does, with a limit on every wait.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpResponseMessage answer;
    private readonly IAsyncEnumerator<SseItem<string>> items;
    private readonly CancellationTokenSource limit;

    private EventReader(HttpResponseMessage answer, Stream stream)
    {
        this.answer = answer;
        limit = new(Patience);
        items = SseParser.Create(stream).EnumerateAsync(limit.Token).GetAsyncEnumerator();
    }

    /// <summary>Kinds of the events read so far.</summary>
    public List<string> Types { get; } = [];

    public static async Task<EventReader> OpenAsync(HttpClient client, string id, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/images/{id}/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<SseItem<string>?> NextAsync()
    {
        if (!await items.MoveNextAsync())
        {
            return null;
        }

        Types.Add(items.Current.EventType);
        return items.Current;
    }

    public async Task<(string Type, string? Status)> NextStatusAsync()
    {
        var item = (await NextAsync())!.Value;
        return (item.EventType, StatusOf(item));
    }

    /// <summary>Reads on to the event with this status and answers its id.</summary>
    public async Task<string?> UntilAsync(string status)
    {
        while (await NextAsync() is { } item)
        {
            if (item.EventType == "status" && StatusOf(item) == status)
            {
                return item.EventId;
            }
        }

        throw new InvalidOperationException($"The stream ended before {status}; it had {string.Join(", ", Types)}.");
    }

    public async ValueTask DisposeAsync()
    {
        await limit.CancelAsync();
        try
        {
            await items.DisposeAsync();
        }
        catch (OperationCanceledException)
        {
        }

        answer.Dispose();
        limit.Dispose();
    }

    private static string? StatusOf(SseItem<string> item) => JsonDocument.Parse(item.Data).RootElement.GetProperty("status").GetString();
}
