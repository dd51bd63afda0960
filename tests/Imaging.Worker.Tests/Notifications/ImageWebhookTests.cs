using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Imaging.Worker.Pipeline;
using Support;

namespace Imaging.Worker.Tests.Notifications;

[Collection(ImagingCollection.Name)]
public sealed class ImageWebhookTests(ImagingServers servers)
{
    private static readonly (string, string) Fast = ("Webhooks:Interval", "00:00:00.050");

    [Fact]
    public async Task Every_end_of_an_own_image_reaches_the_webhook_signed_and_without_addresses_of_blobs()
    {
        var pipeline = new TestPipeline { Before = (run, _) => run == 2 ? throw new ImageRejectedException("image-corrupt", "It is cut off.") : Task.CompletedTask };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [Fast]);
        await using var receiver = await Receiver.StartAsync();
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var webhook = await AddAsync(ann, receiver.Url());

        await ImagingService.BecomesAsync(ben, await ImagingService.UploadAsync(ben), "succeeded");
        var rejected = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, rejected, "failed");
        var good = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, good, "succeeded");
        var cancelled = (await ImagingService.ReserveAsync(ann)).Id;
        await ann.DeleteAsync($"/images/{cancelled}");
        var expired = (await ImagingService.ReserveAsync(ann)).Id;
        await service.QueryAsync<string>($"UPDATE images SET upload_expires_at = now() - interval '1 minute' WHERE id = '{expired}' RETURNING id");
        var came = await receiver.ReceivedAsync(4);

        var events = came.Select(one => JsonSerializer.Deserialize<JsonElement>(one.Body)).ToList();
        Assert.Equal(
            [("image.failed", rejected), ("image.succeeded", good), ("image.cancelled", cancelled), ("image.failed", expired)],
            events.Select(one => (one.GetProperty("type").GetString()!, one.GetProperty("data").GetProperty("id").GetString()!)));
        Assert.Equal(["image-corrupt", "upload-expired"], events.Where(one => one.GetProperty("data").TryGetProperty("error", out _))
            .Select(one => one.GetProperty("data").GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal($"/images/{good}", events[1].GetProperty("data").GetProperty("statusUrl").GetString());
        Assert.All(came, one => Assert.DoesNotContain("sig=", one.Body, StringComparison.Ordinal));
        var key = Convert.FromBase64String(webhook.GetProperty("secret").GetString()!["whsec_".Length..]);
        Assert.All(came, one => Assert.Equal(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{one.Id}.{one.Timestamp}.{one.Body}"))), one.Signature));
    }

    [Fact]
    public async Task A_webhook_gets_the_types_it_asked_for_and_belongs_to_its_user_alone()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [Fast, ("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var added = await AddAsync(ann, "https://example.org/hook", "image.succeeded");
        var id = added.GetProperty("id").GetString();

        var listed = Assert.Single((await ann.GetFromJsonAsync<JsonElement>("/images/webhooks")).GetProperty("webhooks").EnumerateArray());
        Assert.Equal(id, listed.GetProperty("id").GetString());
        Assert.False(listed.TryGetProperty("secret", out _));
        var cancelled = (await ImagingService.ReserveAsync(ann)).Id;
        await ann.DeleteAsync($"/images/{cancelled}");
        Assert.Equal(0, await service.QueryAsync<long>("SELECT count(*) FROM webhook_deliveries"));

        Assert.Empty((await ben.GetFromJsonAsync<JsonElement>("/images/webhooks")).GetProperty("webhooks").EnumerateArray());
        using var dead = await ben.GetAsync($"/images/webhooks/{id}/dead");
        using var revive = await ben.PostAsync($"/images/webhooks/{id}/revive", null);
        using var delete = await ben.DeleteAsync($"/images/webhooks/{id}");
        foreach (var answer in (HttpResponseMessage[])[dead, revive, delete])
        {
            Assert.Equal((HttpStatusCode.NotFound, "webhook-not-found"), (answer.StatusCode, await CodeOf(answer)));
        }

        using var unknown = await ann.PostAsJsonAsync("/images/webhooks", new { url = "https://example.org", types = (string[])["image.sold"] });
        using var local = await ann.PostAsJsonAsync("/images/webhooks", new { url = "https://10.0.0.1/hook" });
        Assert.Equal(("webhook-type-unknown", "webhook-url-invalid"), (await CodeOf(unknown), await CodeOf(local)));
        using var own = await ann.DeleteAsync($"/images/webhooks/{id}");
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
    }

    private static async Task<JsonElement> AddAsync(HttpClient client, string url, params string[] types)
    {
        using var answer = await client.PostAsJsonAsync("/images/webhooks", new { url, types });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
