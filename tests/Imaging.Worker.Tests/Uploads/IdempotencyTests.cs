using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Imaging.Worker.Tests.Uploads;

[Collection(ImagingCollection.Name)]
public sealed class IdempotencyTests(ImagingServers servers)
{
    private static readonly (string, string) ApiOnly = ("Imaging:Role", "Api");

    [Fact]
    public async Task The_same_key_is_the_same_upload_however_often_and_at_once()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        using var ann = service.As("ann");
        using var ben = service.As("ben");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReserveAsync(ann, "key-1", HttpStatusCode.Created)));
        var id = Assert.Single(answers.Select(answer => answer.GetProperty("id").GetString()).Distinct());
        Assert.NotEqual(id, (await ReserveAsync(ann, "key-2", HttpStatusCode.Created)).GetProperty("id").GetString());
        Assert.NotEqual(id, (await ReserveAsync(ben, "key-1", HttpStatusCode.Created)).GetProperty("id").GetString());
        Assert.Equal(2, await service.QueryAsync<long>("SELECT count(*) FROM images WHERE owner = 'ann'"));
        Assert.Equal(16, (long)await service.QueryAsync<decimal>("SELECT sum(bytes) FROM owner_days WHERE owner = 'ann'"));

        using var put = await ImagingService.PutAsync(new(answers[7].GetProperty("uploadUrl").GetString()!), ImagingService.Bytes);
        using var complete = await ann.PostAsync($"/images/{id}/complete", null);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Accepted), (put.StatusCode, complete.StatusCode));
        var late = await ReserveAsync(ann, "key-1", HttpStatusCode.Conflict);
        Assert.Equal("not-pending", late.GetProperty("code").GetString());
        Assert.Contains(id!, late.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_key_of_another_request_and_a_malformed_one_are_refused()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        using var ann = service.As("ann");
        await ReserveAsync(ann, "key", HttpStatusCode.Created);

        Assert.Equal("idempotency-key-reused", (await ReserveAsync(ann, "key", HttpStatusCode.UnprocessableEntity, length: 9)).GetProperty("code").GetString());
        foreach (var key in (string[])["a b", new('k', 129)])
        {
            Assert.Equal("idempotency-key-invalid", (await ReserveAsync(ann, key, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task The_bytes_of_a_day_are_limited_also_for_requests_that_come_at_once_and_per_user()
    {
        await using var service = await ImagingService.StartAsync(
            servers, settings: [ApiOnly, ("Imaging:Uploads:LengthMax", "1024"), ("Imaging:Uploads:BytesPerOwnerPerDayMax", "3000")]);
        using var ann = service.As("ann");
        using var ben = service.As("ben");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await SendAsync(ann, key: null, 1000);
            return answer.StatusCode;
        }));
        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
        using var over = await SendAsync(ann, key: null, 1);
        Assert.Equal("upload-quota-exceeded", (await over.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        await ImagingService.ReserveAsync(ben, 1000);
    }

    [Fact]
    public async Task Uploads_that_begin_at_once_do_not_exceed_the_number_of_pending_ones()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [ApiOnly, ("Imaging:Uploads:PendingPerOwnerMax", "3")]);
        using var ann = service.As("ann");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var answer = await SendAsync(ann, key: null, 1);
            return answer.StatusCode;
        }));
        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.Created));
    }

    private static async Task<JsonElement> ReserveAsync(HttpClient client, string key, HttpStatusCode expected, int length = 8)
    {
        using var answer = await SendAsync(client, key, length);
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string? key, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/images")
        {
            Content = JsonContent.Create(new { fileName = "cat.jpg", contentType = "image/jpeg", length, preset = "web" }),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }
}
