using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Bench.Imaging.Proof.Systems;
using Support;

namespace Bench.Imaging.Proof.Load;

/// <summary>
/// Clients that upload one image after another and follow each to its end. The word that the bytes are there comes in all ways that it
/// may: by the client, by an event in plain text or Base64, by both, and twice; messages are doubled while images are in work.
/// </summary>
internal sealed class ProofUploads(ImagingProofSettings settings, ImagingProofSystem system) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient storage = new();
    private readonly QueueClient queue = new QueueServiceClient(system.Stores.Storage).GetQueueClient("images");
    private readonly PhotographAlbum album = PhotographAlbum.Draw(settings.Width, settings.Width * 3 / 4, 3, settings.Seed);
    private readonly ConcurrentQueue<ImageViolation> violations = new();

    /// <summary>Images whose bytes storage has taken and whose end was asked for.</summary>
    public ConcurrentDictionary<string, byte> Accepted { get; } = new();

    /// <summary>What readers saw that they must not see.</summary>
    public IReadOnlyCollection<ImageViolation> Violations => violations;

    /// <summary>Images whose end a client has seen.</summary>
    public int Ended => Volatile.Read(ref ended);

    /// <summary>Messages beyond the one that an image needs.</summary>
    public int Doubled => Volatile.Read(ref doubled);

    private int ended;
    private int doubled;

    /// <summary>Uploads until <paramref name="issuing"/> ends; then follows what it has begun until <paramref name="following"/> ends.</summary>
    public Task RunAsync(CancellationToken issuing, CancellationToken following) => Task.WhenAll(
        Enumerable.Range(0, settings.Clients).Select(client => Task.Run(() => UploadAsync(client, issuing, following), CancellationToken.None)));

    public static HttpClient ClientOf(ImagingProofSystem system, string user)
    {
        var client = new HttpClient { BaseAddress = system.Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(user));
        return client;
    }

    public void Dispose() => storage.Dispose();

    private async Task UploadAsync(int number, CancellationToken issuing, CancellationToken following)
    {
        var random = new Random(settings.Seed + number);
        using var api = ClientOf(system, $"owner-{number % 3}");
        while (!issuing.IsCancellationRequested)
        {
            try
            {
                var id = await SendAsync(api, random);
                await FollowAsync(api, id, following);
            }
            catch (Exception exception) when (exception is HttpRequestException or Azure.RequestFailedException)
            {
                // Nothing happens to API and stores: what fails there is a defect.
                violations.Enqueue(new(ImageViolationKind.NotSettled, "-", $"a client's request failed: {exception.Message}"));
            }
        }
    }

    private async Task<string> SendAsync(HttpClient api, Random random)
    {
        using var photograph = album.Next();
        var request = new { fileName = "photograph.jpg", contentType = "image/jpeg", length = photograph.Length, preset = ImagingProofStores.Preset };
        using var reserved = await api.PostAsJsonAsync("/images", request);
        reserved.EnsureSuccessStatusCode();
        var ticket = await reserved.Content.ReadFromJsonAsync<JsonElement>();
        var id = ticket.GetProperty("id").GetString()!;
        using var put = new HttpRequestMessage(HttpMethod.Put, ticket.GetProperty("uploadUrl").GetString()) { Content = photograph };
        put.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var stored = await storage.SendAsync(put);
        stored.EnsureSuccessStatusCode();
        Accepted[id] = 0;
        await TellAsync(api, id, random);
        return id;
    }

    private async Task TellAsync(HttpClient api, string id, Random random)
    {
        var way = random.Next(6);
        if (way is 0 or 1)
        {
            await EventAsync(id, base64: way == 0);
        }

        if (way is 0 or >= 2)
        {
            await CompleteAsync(api, id);
        }

        if (way == 3)
        {
            await Task.WhenAll(CompleteAsync(api, id), EventAsync(id, base64: true));
            Interlocked.Increment(ref doubled);
        }

        if (way == 4)
        {
            await Task.Delay(random.Next(1_000));
            await queue.SendMessageAsync(JsonSerializer.Serialize(new { imageId = id }));
            Interlocked.Increment(ref doubled);
        }
    }

    private static async Task CompleteAsync(HttpClient api, string id)
    {
        using var complete = await api.PostAsync(new Uri($"/images/{id}/complete", UriKind.Relative), null);
        complete.EnsureSuccessStatusCode();
    }

    private async Task EventAsync(string id, bool base64)
    {
        var text = JsonSerializer.Serialize(new { eventType = "Microsoft.Storage.BlobCreated", subject = $"/blobServices/default/containers/uploads/blobs/{id}" });
        await queue.SendMessageAsync(base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text);
    }

    /// <summary>Reads the status until it is final, then once more, and reads all derivatives: a reader sees all or nothing.</summary>
    private async Task FollowAsync(HttpClient api, string id, CancellationToken following)
    {
        while (!following.IsCancellationRequested)
        {
            var image = await api.GetFromJsonAsync<JsonElement>($"/images/{id}", CancellationToken.None);
            if (image.GetProperty("finishedAt").ValueKind != JsonValueKind.Null)
            {
                await CheckAsync(api, id, image);
                Interlocked.Increment(ref ended);
                return;
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    private async Task CheckAsync(HttpClient api, string id, JsonElement image)
    {
        var status = image.GetProperty("status").GetString();
        if (status == "succeeded")
        {
            foreach (var variant in image.GetProperty("result").GetProperty("variants").EnumerateArray())
            {
                using var answer = await storage.GetAsync(variant.GetProperty("url").GetString());
                if (!answer.IsSuccessStatusCode || (await answer.Content.ReadAsByteArrayAsync()).Length != variant.GetProperty("bytes").GetInt64())
                {
                    violations.Enqueue(new(ImageViolationKind.SeenByHalves, id, $"it succeeded, and {variant.GetProperty("name")} answers {(int)answer.StatusCode}"));
                }
            }
        }

        var after = await api.GetFromJsonAsync<JsonElement>($"/images/{id}", CancellationToken.None);
        if (after.GetProperty("status").GetString() != status)
        {
            violations.Enqueue(new(ImageViolationKind.SeenByHalves, id, $"it was {status}, which is final, and is {after.GetProperty("status")}"));
        }
    }
}
