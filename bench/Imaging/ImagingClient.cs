using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Bench.Lab.Load;

namespace Bench.Imaging;

/// <summary>One signed-in user of the image service: reserves, puts the bytes to storage, completes, follows the events.</summary>
internal sealed class ImagingClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient api;
    private readonly HttpClient storage = new() { Timeout = Patience };
    private readonly LatencyRecorder? calls;
    private readonly LatencyRecorder? reserves;

    /// <param name="address">The API, or a gateway before it.</param>
    /// <param name="token">Of the user.</param>
    /// <param name="calls">Notes the time of each call of the API: reserve and complete.</param>
    /// <param name="reserves">Notes that of a reserve once more: it asks the database and not the storage.</param>
    public ImagingClient(Uri address, string token, LatencyRecorder? calls = null, LatencyRecorder? reserves = null)
    {
        api = new() { BaseAddress = address, Timeout = Patience };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (this.calls, this.reserves) = (calls, reserves);
    }

    /// <summary>Uploads as a browser does, up to the accepted completion.</summary>
    /// <exception cref="HttpRequestException">A call was refused.</exception>
    public Task<SentImage> SendAsync(UniqueJpeg photograph, string preset, CancellationToken cancellationToken) =>
        SendAsync(photograph, photograph.Length, "image/jpeg", preset, cancellationToken);

    /// <summary>The same with any bytes, said to be of any type.</summary>
    /// <exception cref="HttpRequestException">A call was refused.</exception>
    public async Task<SentImage> SendAsync(HttpContent content, long length, string contentType, string preset, CancellationToken cancellationToken) =>
        await CompleteAsync(await UploadAsync(content, length, contentType, preset, cancellationToken), cancellationToken);

    /// <summary>Reserves and puts the bytes to storage, no more: nobody works at the image before <see cref="CompleteAsync"/>.</summary>
    /// <returns>The image's id.</returns>
    /// <exception cref="HttpRequestException">A call was refused.</exception>
    public async Task<string> UploadAsync(HttpContent content, long length, string contentType, string preset, CancellationToken cancellationToken)
    {
        var ticket = await ReserveAsync(length, contentType, preset, cancellationToken);
        await PutAsync(ticket.UploadUrl, content, cancellationToken);
        return ticket.Id;
    }

    /// <summary>Says that the bytes are there.</summary>
    /// <exception cref="HttpRequestException">The call was refused.</exception>
    public async Task<SentImage> CompleteAsync(string id, CancellationToken cancellationToken)
    {
        var completedAt = DateTimeOffset.UtcNow;
        using var answer = await TimedAsync(() => api.PostAsync(new Uri($"/images/{id}/complete", UriKind.Relative), null, cancellationToken));
        await RequireAsync(answer, "complete", cancellationToken);
        return new(id, completedAt);
    }

    /// <summary>Reads the image's events until it is finished.</summary>
    public async Task<FinishedImage> FollowAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await api.GetAsync(new Uri($"/images/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await RequireAsync(answer, "events", cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.EventType == "status"
                && JsonSerializer.Deserialize<FinishedImage>(item.Data, JsonSerializerOptions.Web) is { FinishedAt: not null } finished)
            {
                return finished;
            }
        }

        throw new HttpRequestException($"The events of image {id} ended before the image was finished.");
    }

    /// <summary>The image's status: its place in the queue is counted for this.</summary>
    public async Task ReadAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await api.GetAsync(new Uri($"/images/{id}", UriKind.Relative), cancellationToken);
        await RequireAsync(answer, "status", cancellationToken);
    }

    /// <summary>Place in the queue and estimated wait, s; null where the image waits no more, or nothing is known yet.</summary>
    /// <param name="id">The image.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <param name="isTimed">False: the place is wanted also where there is no estimate.</param>
    public async Task<(long Position, double Seconds)?> EstimateAsync(string id, CancellationToken cancellationToken, bool isTimed = true)
    {
        var image = await api.GetFromJsonAsync<JsonElement>(new Uri($"/images/{id}", UriKind.Relative), cancellationToken);
        if (image.GetProperty("queue") is not { ValueKind: JsonValueKind.Object } queue)
        {
            return null;
        }

        var seconds = queue.GetProperty("estimatedWaitSeconds");
        return isTimed && seconds.ValueKind != JsonValueKind.Number
            ? null
            : (queue.GetProperty("position").GetInt64(), seconds.ValueKind == JsonValueKind.Number ? seconds.GetDouble() : 0);
    }

    public void Dispose()
    {
        api.Dispose();
        storage.Dispose();
    }

    private async Task<Ticket> ReserveAsync(long length, string contentType, string preset, CancellationToken cancellationToken)
    {
        var request = new { fileName = "photograph.jpg", contentType, length, preset };
        using var answer = await TimedAsync(() => api.PostAsJsonAsync("/images", request, cancellationToken), reserves);
        await RequireAsync(answer, "reserve", cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<Ticket>(cancellationToken))!;
    }

    private async Task PutAsync(Uri address, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = content };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var answer = await storage.SendAsync(request, cancellationToken);
        await RequireAsync(answer, "upload", cancellationToken);
    }

    private async Task<HttpResponseMessage> TimedAsync(Func<Task<HttpResponseMessage>> call, LatencyRecorder? also = null)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await call();
        if (answer.IsSuccessStatusCode)
        {
            calls?.DoneSince(began);
            also?.DoneSince(began);
        }
        else
        {
            calls?.Failed();
        }

        return answer;
    }

    private static async Task RequireAsync(HttpResponseMessage answer, string call, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{call}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private sealed record Ticket(string Id, Uri UploadUrl);
}

/// <param name="Id">The image.</param>
/// <param name="CompletedAt">When its client said that the bytes are there; by the clock that the database of this machine has too.</param>
internal sealed record SentImage(string Id, DateTimeOffset CompletedAt);

/// <param name="Status"><c>succeeded</c>, <c>failed</c> or <c>cancelled</c>; of an image that is not finished, another.</param>
/// <param name="FinishedAt"><c>null</c>: not finished.</param>
internal sealed record FinishedImage(string Status, DateTimeOffset? FinishedAt);
