using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EndToEnd.Fixture;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using Support;

namespace EndToEnd.Imaging;

/// <summary>A picture from its upload to its derivatives, through the whole system.</summary>
[Collection(SystemCollection.Name)]
public sealed class ImagingTests(SystemFixture system)
{
    [Fact]
    public async Task A_photo_becomes_derivatives_and_the_result_of_a_model()
    {
        using var ann = await system.As("ann");
        var photo = Photo();
        var ticket = await Reserve(ann, photo.Length);
        var address = ticket.GetProperty("uploadUrl").GetString()!;

        using var uploaded = await Put(address, photo);
        using var again = await Put(address, photo);
        await Complete(ann, ticket);
        var image = await Ends(ann, ticket);

        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        Assert.False(again.IsSuccessStatusCode, "the address takes one upload and no second one");
        Assert.Equal("succeeded", image.GetProperty("status").GetString());
        using var storage = new HttpClient();
        var variants = image.GetProperty("result").GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal(3, variants.Count);
        foreach (var variant in variants)
        {
            var found = Image.Identify(await storage.GetByteArrayAsync(variant.GetProperty("url").GetString(), TestContext.Current.CancellationToken))!;
            Assert.Equal(variant.GetProperty("width").GetInt32(), found.Width);
            Assert.Equal(variant.GetProperty("height").GetInt32(), found.Height);
        }

        var embedding = image.GetProperty("result").GetProperty("results").GetProperty("embedding");
        Assert.Equal(512, embedding.GetProperty("dimensions").GetInt32());
        Assert.Equal(1.0, embedding.GetProperty("vector").EnumerateArray().Sum(value => Math.Pow(value.GetDouble(), 2)), tolerance: 0.001);
    }

    [Fact]
    public async Task The_gateway_describes_images_as_the_service_does()
    {
        using var ann = await system.As("ann");
        var document = await ann.GetFromJsonAsync<JsonElement>("/openapi.json", TestContext.Current.CancellationToken);

        var start = document.GetProperty("paths").GetProperty("/images").GetProperty("post");
        Assert.Equal("imaging-api-StartUpload", start.GetProperty("operationId").GetString());
        Assert.Contains("preset-unknown", start.GetProperty("responses").GetProperty("400").GetRawText(), StringComparison.Ordinal);
        var ticket = start.GetProperty("responses").GetProperty("201").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal("#/components/schemas/imaging-api.UploadTicket", ticket.GetProperty("$ref").GetString());
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("imaging-api.UploadTicket").GetProperty("properties").TryGetProperty("uploadUrl", out _));
        Assert.True(document.GetProperty("paths").TryGetProperty("/images/{id}/events", out _));
    }

    [Fact]
    public async Task A_corrupt_file_fails_with_a_code()
    {
        using var bob = await system.As("bob");
        var half = Photo()[..20_000];
        var ticket = await Reserve(bob, half.Length);

        using var uploaded = await Put(ticket.GetProperty("uploadUrl").GetString()!, half);
        await Complete(bob, ticket);
        var image = await Ends(bob, ticket);

        Assert.Equal("failed", image.GetProperty("status").GetString());
        Assert.Equal("image-corrupt", image.GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task<JsonElement> Reserve(HttpClient client, int length)
    {
        using var answer = await client.PostAsJsonAsync("/images", new { fileName = "photo.jpg", contentType = "image/jpeg", length, preset = "gallery" });
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    // A plain PUT to storage, as curl or a browser sends it: the bytes never touch our services.
    private static async Task<HttpResponseMessage> Put(string address, byte[] bytes)
    {
        using var storage = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return await storage.SendAsync(request);
    }

    private static async Task Complete(HttpClient client, JsonElement ticket)
    {
        using var answer = await client.PostAsync($"/images/{ticket.GetProperty("id").GetString()}/complete", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task<JsonElement> Ends(HttpClient client, JsonElement ticket) => Eventually.BecomesAsync(
        "the image to end",
        () => client.GetFromJsonAsync<JsonElement>(ticket.GetProperty("statusUrl").GetString()!),
        image => image.GetProperty("status").GetString() is "succeeded" or "failed",
        TimeSpan.FromSeconds(60));

    private static byte[] Photo()
    {
        var random = new Random(7);
        using var picture = new Image<Rgb24>(1600, 1200);
        picture.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < row.Length; x++)
                {
                    var grain = random.Next(12);
                    row[x] = new Rgb24((byte)((x / 8) + grain), (byte)((y / 6) + grain), (byte)(120 + grain));
                }
            }
        });
        using var file = new MemoryStream();
        picture.Save(file, new JpegEncoder());
        return file.ToArray();
    }
}
