using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Imaging.Worker.Tests.Uploads;

[Collection(ImagingCollection.Name)]
public sealed class VisibilityTests(ImagingServers servers)
{
    [Fact]
    public async Task A_shared_image_shows_others_its_derivatives_and_nothing_else_until_it_is_private_again()
    {
        await using var service = await ImagingService.StartAsync(servers, new TestPipeline().Run);
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var id = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, id, "succeeded");
        using var before = await ben.GetAsync($"/images/{id}");
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);

        using var share = await ann.PutAsJsonAsync($"/images/{id}/visibility", new { visibility = "shared" });
        Assert.Equal(HttpStatusCode.OK, share.StatusCode);
        using var answer = await ben.GetAsync($"/images/{id}");
        var image = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(["id", "status", "visibility", "result"], image.EnumerateObject().Select(entry => entry.Name));
        Assert.Equal(["expiresAt", "blurHash", "variants"], image.GetProperty("result").EnumerateObject().Select(entry => entry.Name));
        var address = new Uri(Assert.Single(image.GetProperty("result").GetProperty("variants").EnumerateArray()).GetProperty("url").GetString()!);
        Assert.Contains("/derivatives/", address.AbsolutePath);
        Assert.Contains("sp=r&", address.Query + "&");
        using var http = new HttpClient();
        Assert.Equal(ImagingService.Bytes, await http.GetByteArrayAsync(address));
        Assert.Equal("shared", (await ImagingService.StatusAsync(ann, id)).GetProperty("visibility").GetString());

        using var hide = await ann.PutAsJsonAsync($"/images/{id}/visibility", new { visibility = "private" });
        using var after = await ben.GetAsync($"/images/{id}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (hide.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task Only_the_owner_sets_the_visibility_and_only_to_what_exists_and_sharing_gives_no_other_right()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var ticket = await ImagingService.ReserveAsync(ann);
        using var wrong = await ann.PutAsJsonAsync($"/images/{ticket.Id}/visibility", new { visibility = "public" });
        var code = (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
        Assert.Equal((HttpStatusCode.BadRequest, "visibility-invalid"), (wrong.StatusCode, code));

        using var share = await ann.PutAsJsonAsync($"/images/{ticket.Id}/visibility", new { visibility = "shared" });
        var pending = await ben.GetFromJsonAsync<JsonElement>($"/images/{ticket.Id}");
        Assert.Equal(
            ("pending-upload", JsonValueKind.Null), (pending.GetProperty("status").GetString(), pending.GetProperty("result").ValueKind));
        using var show = await ben.PutAsJsonAsync($"/images/{ticket.Id}/visibility", new { visibility = "private" });
        using var events = await ben.GetAsync($"/images/{ticket.Id}/events");
        using var renew = await ben.PostAsync($"/images/{ticket.Id}/upload-url", null);
        using var delete = await ben.DeleteAsync($"/images/{ticket.Id}");
        Assert.All([show, events, renew, delete], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        ben.DefaultRequestHeaders.Authorization = null;
        using var stranger = await ben.GetAsync($"/images/{ticket.Id}");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }
}
