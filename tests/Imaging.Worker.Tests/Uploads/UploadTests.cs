using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Support;

namespace Imaging.Worker.Tests.Uploads;

[Collection(ImagingCollection.Name)]
public sealed class UploadTests(ImagingServers servers)
{
    [Fact]
    public async Task A_file_goes_up_by_a_plain_put_and_its_derivative_comes_back_by_a_read_only_address()
    {
        var pipeline = new TestPipeline();
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann");

        var id = await ImagingService.UploadAsync(ann);
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded");

        Assert.Equal(1, image.GetProperty("attempts").GetInt32());
        Assert.Equal(42, image.GetProperty("result").GetProperty("results").GetProperty("answer").GetInt32());
        var variant = Assert.Single(image.GetProperty("result").GetProperty("variants").EnumerateArray());
        var address = new Uri(variant.GetProperty("url").GetString()!);
        using var http = new HttpClient();
        Assert.Equal(ImagingService.Bytes, await http.GetByteArrayAsync(address));
        Assert.Contains("/derivatives/ann/", address.AbsolutePath);
        using var write = await ImagingService.PutAsync(address, [1]);
        Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
        using var delete = await http.DeleteAsync(address);
        Assert.Equal(HttpStatusCode.Forbidden, delete.StatusCode);

        using var status = await ann.GetAsync($"/images/{id}");
        Assert.True(status.Headers.CacheControl!.NoStore);
        await Eventually.BecomesAsync("the upload to be deleted",
            async () => (await service.Blobs.GetBlobContainerClient("uploads").GetBlobClient(id).ExistsAsync()).Value, exists => !exists);
        var manifest = await service.Blobs.GetBlobContainerClient("manifests").GetBlobClient($"{id}/manifest.json").DownloadContentAsync();
        Assert.Equal(id, JsonDocument.Parse(manifest.Value.Content).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_upload_address_takes_one_put_and_can_neither_read_nor_list_nor_reach_another_blob()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);
        var other = new BlobUriBuilder(ticket.UploadUrl) { BlobName = "0123456789abcdef0123456789abcdef" }.ToUri();
        using var http = new HttpClient();

        Assert.Contains("sp=c&", ticket.UploadUrl.Query + "&");
        using (var first = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes))
        {
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        }

        using var second = await ImagingService.PutAsync(ticket.UploadUrl, [9, 9]);
        using var read = await http.GetAsync(ticket.UploadUrl);
        using var elsewhere = await ImagingService.PutAsync(other, [1]);
        using var list = await http.GetAsync(new BlobUriBuilder(ticket.UploadUrl) { BlobName = string.Empty }.ToUri() + "&restype=container&comp=list");
        Assert.All([second, read, elsewhere, list], answer => Assert.False(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.Method} was allowed"));
        var stored = await service.Blobs.GetBlobContainerClient("uploads").GetBlobClient(ticket.Id).DownloadContentAsync();
        Assert.Equal(ImagingService.Bytes, stored.Value.Content.ToArray());
    }

    [Fact]
    public async Task Complete_before_the_bytes_is_a_conflict_and_may_be_tried_again()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);

        using var early = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        Assert.Equal((HttpStatusCode.Conflict, "not-uploaded"), (early.StatusCode, await CodeOf(early)));

        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
        using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        Assert.Equal(HttpStatusCode.Accepted, complete.StatusCode);
        var image = await ImagingService.StatusAsync(ann, ticket.Id);
        Assert.Equal("queued", image.GetProperty("status").GetString());
        Assert.Equal(1, image.GetProperty("queue").GetProperty("position").GetInt64());
    }

    [Theory]
    [InlineData(4, HttpStatusCode.RequestEntityTooLarge, "upload-too-long")]
    [InlineData(400, HttpStatusCode.Conflict, "upload-too-short")]
    public async Task An_upload_of_another_length_is_refused_for_good_and_deleted(int announced, HttpStatusCode status, string code)
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann, announced);
        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);

        for (var time = 0; time < 2; time++)
        {
            using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
            Assert.Equal((status, code), (complete.StatusCode, await CodeOf(complete)));
        }

        var image = await ImagingService.StatusAsync(ann, ticket.Id);
        Assert.Equal(("failed", code), (image.GetProperty("status").GetString(), image.GetProperty("error").GetProperty("code").GetString()));
        Assert.False(await service.Blobs.GetBlobContainerClient("uploads").GetBlobClient(ticket.Id).ExistsAsync());
    }

    [Fact]
    public async Task Complete_twice_and_events_plain_and_in_base64_make_one_job()
    {
        var pipeline = new TestPipeline();
        // A message that meets the lease comes back when it ends: short, so that the test sees the queue run empty, and long beside the
        // time in which a slow machine handles a message, which would else come back before it is deleted, time after time.
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [("Imaging:Jobs:Lease", "00:00:06")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);
        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
        var queue = service.Queues.GetQueueClient("images");
        var text = EventOf(ticket.Id);

        await queue.SendMessageAsync(text);
        await queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        await Task.WhenAll(
            ann.PostAsync($"/images/{ticket.Id}/complete", null), ann.PostAsync($"/images/{ticket.Id}/complete", null),
            queue.SendMessageAsync(text));
        var image = await ImagingService.BecomesAsync(ann, ticket.Id, "succeeded");
        await QueueIsEmptyAsync(service);

        Assert.Equal((1, 1), (image.GetProperty("attempts").GetInt32(), pipeline.Runs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_alone_makes_the_job(bool base64)
    {
        var pipeline = new TestPipeline();
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);
        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);

        var text = EventOf(ticket.Id);
        await service.Queues.GetQueueClient("images").SendMessageAsync(base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text);

        await ImagingService.BecomesAsync(ann, ticket.Id, "succeeded");
        Assert.Equal(1, pipeline.Runs);
    }

    [Fact]
    public async Task Blocks_arrive_are_listed_and_are_committed_by_a_fresh_address()
    {
        var pipeline = new TestPipeline();
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);
        var block = Convert.ToBase64String("block-1"u8);

        var fresh = await (await ann.PostAsync($"/images/{ticket.Id}/upload-url", null)).Content.ReadFromJsonAsync<JsonElement>();
        var client = new BlockBlobClient(new Uri(fresh.GetProperty("uploadUrl").GetString()!));
        await client.StageBlockAsync(block, new MemoryStream(ImagingService.Bytes));
        var listed = await ann.GetFromJsonAsync<JsonElement>($"/images/{ticket.Id}/blocks");
        Assert.Equal(
            (block, (long)ImagingService.Bytes.Length),
            (listed.GetProperty("blocks")[0].GetProperty("id").GetString(), listed.GetProperty("blocks")[0].GetProperty("length").GetInt64()));
        using var early = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        Assert.Equal("not-uploaded", await CodeOf(early));

        await client.CommitBlockListAsync([block]);
        using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        Assert.Equal(HttpStatusCode.Accepted, complete.StatusCode);
        await ImagingService.BecomesAsync(ann, ticket.Id, "succeeded");
        using var late = await ann.PostAsync($"/images/{ticket.Id}/upload-url", null);
        Assert.Equal((HttpStatusCode.Conflict, "not-pending"), (late.StatusCode, await CodeOf(late)));
    }

    [Fact]
    public async Task An_image_of_another_does_not_exist()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var ticket = await ImagingService.ReserveAsync(ann);

        using var status = await ben.GetAsync($"/images/{ticket.Id}");
        using var events = await ben.GetAsync($"/images/{ticket.Id}/events");
        using var blocks = await ben.GetAsync($"/images/{ticket.Id}/blocks");
        using var complete = await ben.PostAsync($"/images/{ticket.Id}/complete", null);
        using var renew = await ben.PostAsync($"/images/{ticket.Id}/upload-url", null);
        using var delete = await ben.DeleteAsync($"/images/{ticket.Id}");
        using var malformed = await ann.GetAsync("/images/nothing-like-an-id");
        Assert.All([status, events, blocks, complete, renew, delete, malformed], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Empty((await ben.GetFromJsonAsync<JsonElement>("/images")).GetProperty("images").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"fileName":"","contentType":"image/jpeg","length":1,"preset":"web"}""", "file-name-invalid")]
    [InlineData("""{"fileName":"a\u0007","contentType":"image/jpeg","length":1,"preset":"web"}""", "file-name-invalid")]
    [InlineData("""{"fileName":"a","contentType":"image/tiff","length":1,"preset":"web"}""", "content-type-not-allowed")]
    [InlineData("""{"fileName":"a","contentType":"image/jpeg","length":0,"preset":"web"}""", "length-invalid")]
    [InlineData("""{"fileName":"a","contentType":"image/jpeg","length":104857601,"preset":"web"}""", "length-invalid")]
    [InlineData("""{"fileName":"a","contentType":"image/jpeg","length":1,"preset":"no-such"}""", "preset-unknown")]
    [InlineData("""{"fileName":"a","contentType":"image/jpeg","length":1}""", "preset-unknown")]
    [InlineData("""{"fileName":"a","contentType":"image/jpeg","length":1,"preset":"web","priority":"urgent"}""", "priority-invalid")]
    [InlineData("""{"fileName":"a","contentType":"image/jpeg","length":"x"}""", "bad-request")]
    public async Task A_wrong_request_is_refused_with_its_code(string body, string code)
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");

        using var answer = await ann.PostAsync("/images", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, await CodeOf(answer)));
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token_and_pending_uploads_are_limited()
    {
        await using var service = await ImagingService.StartAsync(
            servers, settings: [("Imaging:Role", "Api"), ("Imaging:Uploads:PendingPerOwnerMax", "2")]);
        using var ann = service.As("ann");
        await ImagingService.ReserveAsync(ann);
        await ImagingService.ReserveAsync(ann);

        using var third = await ann.PostAsJsonAsync("/images", new { fileName = "a", contentType = "image/png", length = 1, preset = "web" });
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-uploads"), (third.StatusCode, await CodeOf(third)));
        ann.DefaultRequestHeaders.Authorization = null;
        using var stranger = await ann.GetAsync("/images");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task Own_images_are_listed_page_by_page_newest_first()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        var ids = new List<string>();
        for (var image = 0; image < 5; image++)
        {
            ids.Insert(0, (await ImagingService.ReserveAsync(ann)).Id);
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await ann.GetFromJsonAsync<JsonElement>($"/images?limit=2{(next is null ? string.Empty : $"&before={next}")}");
            seen.AddRange(page.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(ids, seen);
        using var wrong = await ann.GetAsync("/images?before=yesterday");
        Assert.Equal("cursor-invalid", await CodeOf(wrong));
    }

    [Fact]
    public async Task An_upload_that_is_never_completed_expires()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Uploads:TicketLifetime", "00:00:01")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);

        var image = await ImagingService.BecomesAsync(ann, ticket.Id, "failed");
        Assert.Equal("upload-expired", image.GetProperty("error").GetProperty("code").GetString());
        using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        Assert.Equal((HttpStatusCode.Conflict, "upload-expired"), (complete.StatusCode, await CodeOf(complete)));
    }

    [Theory]
    [InlineData(true, "upload-expired")]
    [InlineData(false, "upload-too-long")]
    public async Task Bytes_of_an_expired_or_a_refused_upload_are_swept_away(bool expires, string code)
    {
        var lifetime = expires ? "00:00:01" : "00:15:00";
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Uploads:TicketLifetime", lifetime)]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann, expires ? ImagingService.Bytes.Length : 4);
        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        if (!expires)
        {
            using var refused = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
            // Refused and deleted; the address still works, so the bytes may come again.
            using var again = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.Created), (refused.StatusCode, again.StatusCode));
        }

        var image = await ImagingService.BecomesAsync(ann, ticket.Id, "failed");
        Assert.Equal(code, image.GetProperty("error").GetProperty("code").GetString());
        await service.QueryAsync<string>(
            $"UPDATE images SET finished_at = now() - interval '2 minutes', upload_expires_at = now() - interval '2 minutes' WHERE id = '{ticket.Id}' RETURNING id");
        await Eventually.BecomesAsync("the bytes to be deleted",
            async () => (await service.Blobs.GetBlobContainerClient("uploads").GetBlobClient(ticket.Id).ExistsAsync()).Value, exists => !exists);
    }

    [Fact]
    public async Task Browsers_of_the_allowed_origin_may_put_and_others_may_not()
    {
        await using var service = await ImagingService.StartAsync(
            servers, settings: [("Imaging:Role", "Api"), ("Imaging:Uploads:AllowedOrigins:0", "http://localhost:8080")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);

        Assert.Equal(HttpStatusCode.OK, await PreflightAsync(ticket.UploadUrl, "http://localhost:8080", "PUT"));
        Assert.Equal(HttpStatusCode.Forbidden, await PreflightAsync(ticket.UploadUrl, "http://evil.example", "PUT"));
        Assert.Equal(HttpStatusCode.Forbidden, await PreflightAsync(ticket.UploadUrl, "http://localhost:8080", "DELETE"));
    }

    private static async Task<HttpStatusCode> PreflightAsync(Uri address, string origin, string method)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, address);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "x-ms-blob-type");
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task QueueIsEmptyAsync(ImagingService service) => await Eventually.BecomesAsync("the queue to be empty",
        async () => (await service.Queues.GetQueueClient("images").GetPropertiesAsync()).Value.ApproximateMessagesCount, count => count == 0, TimeSpan.FromSeconds(60));

    private static string EventOf(string imageId) => JsonSerializer.Serialize(new
    {
        topic = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a",
        subject = $"/blobServices/default/containers/uploads/blobs/{imageId}",
        eventType = "Microsoft.Storage.BlobCreated",
        id = Guid.NewGuid(),
        data = new { api = "PutBlob", contentLength = ImagingService.Bytes.Length, blobType = "BlockBlob" },
        dataVersion = "",
        metadataVersion = "1",
        eventTime = "2026-11-24T12:00:00Z",
    });

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
