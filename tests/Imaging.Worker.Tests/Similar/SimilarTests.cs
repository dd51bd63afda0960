using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Imaging.Worker.Similar;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Imaging.Worker.Tests.Similar;

[Collection(ImagingCollection.Name)]
public sealed class SimilarTests(ImagingServers servers)
{
    [Theory]
    [InlineData("268435456")]
    [InlineData("0")]
    public async Task Own_images_come_back_by_likeness_until_they_are_deleted_and_others_never(string memoryMax)
    {
        await using var service = await ImagingService.StartAsync(
            servers, new TestPipeline { Results = ByAngle }.Run, settings: [("Imaging:Similar:MemoryMax", memoryMax)]);
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var at = new Dictionary<int, string>();
        foreach (var degrees in (int[])[0, 10, 40, 90])
        {
            at[degrees] = await FinishedAsync(ann, degrees);
        }

        await FinishedAsync(ben, 1);
        Assert.Equal([(at[10], 0.9848), (at[40], 0.766), (at[90], 0)], await SimilarAsync(ann, at[0]));
        Assert.Equal([(at[10], 0.9848)], await SimilarAsync(ann, at[0], limit: 1));

        // What comes and goes later is seen at once.
        at[5] = await FinishedAsync(ann, 5);
        Assert.True((await ann.DeleteAsync($"/images/{at[10]}")).IsSuccessStatusCode);
        Assert.Equal([(at[5], 0.9962), (at[40], 0.766)], await SimilarAsync(ann, at[0], limit: 2));
        using var stranger = await ben.GetAsync($"/images/{at[0]}/similar");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task An_image_without_a_vector_has_none_to_compare()
    {
        await using var service = await ImagingService.StartAsync(servers, new TestPipeline().Run);
        using var ann = service.As("ann");
        var plain = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, plain, "succeeded");

        using var answer = await ann.GetAsync($"/images/{plain}/similar");
        Assert.Equal(
            (HttpStatusCode.Conflict, "no-embedding"),
            (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(67)]
    public async Task A_search_among_thousands_finds_what_comparing_each_finds(int dimensions)
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        await using var source = NpgsqlDataSource.Create(service.Database);
        var random = new Random(1);
        var vectors = Enumerable.Range(0, 3_000).ToDictionary(number => $"{number:x32}", _ => Unit(random, dimensions));
        await FillAsync(source, vectors);

        var found = (await service.Services.GetRequiredService<SimilarImages>().FindAsync($"{7:x32}", 25, CancellationToken.None))!;
        var expected = vectors.Where(one => one.Key != $"{7:x32}")
            .OrderByDescending(one => one.Value.Zip(vectors[$"{7:x32}"], (x, y) => (double)x * y).Sum()).Take(25).Select(one => one.Key);
        Assert.Equal(expected, found.Select(one => one.Image.Id));
    }

    [Fact]
    public void A_coarse_vector_is_no_farther_from_the_real_one_than_it_says()
    {
        var random = new Random(2);
        foreach (var dimensions in (int[])[1, 31, 32, 33, 63, 64, 65, 127, 129, 512])
        {
            var (one, other) = (Unit(random, dimensions), Unit(random, dimensions));
            var (oneCodes, otherCodes) = (new sbyte[dimensions], new sbyte[dimensions]);
            var (oneScale, oneResidual) = CoarseVector.Write(one, oneCodes);
            var (otherScale, otherResidual) = CoarseVector.Write(other, otherCodes);

            var wide = new short[dimensions];
            CoarseVector.Widen(oneCodes, wide);

            Assert.Equal(oneCodes.Zip(otherCodes, (x, y) => x * y).Sum(), CoarseVector.Dot(wide, otherCodes));
            var real = one.Zip(other, (x, y) => (double)x * y).Sum();
            var off = otherResidual + (oneResidual * (1 + otherResidual));
            Assert.InRange(oneScale * otherScale * CoarseVector.Dot(wide, otherCodes), real - off - 1e-5, real + off + 1e-5);
        }

        Assert.Equal((0, 0), CoarseVector.Write(new float[4], new sbyte[4]));
    }

    private static async Task FillAsync(NpgsqlDataSource source, Dictionary<string, float[]> vectors)
    {
        await using var images = source.CreateCommand("""
            INSERT INTO images (id, owner, status, file_name, content_type, length, preset, upload_expires_at)
            SELECT id, 'ann', 'succeeded', 'x', 'image/jpeg', 1, 'web', now() FROM unnest($1) AS id
            """);
        images.Parameters.Add(new() { Value = vectors.Keys.ToArray() });
        await images.ExecuteNonQueryAsync();
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync("COPY image_embeddings (image_id, owner, model, version, vector) FROM STDIN (FORMAT BINARY)");
        foreach (var (id, vector) in vectors)
        {
            await copy.WriteRowAsync(CancellationToken.None, id, "ann", "m", "1", vector);
        }

        await copy.CompleteAsync();
    }

    private static float[] Unit(Random random, int dimensions)
    {
        var numbers = Enumerable.Range(0, dimensions).Select(_ => random.NextDouble() - 0.5).ToArray();
        var length = Math.Sqrt(numbers.Sum(number => number * number));
        return [.. numbers.Select(number => (float)(number / length))];
    }

    private static Dictionary<string, JsonElement> ByAngle(byte[] bytes)
    {
        var angle = bytes[2] * Math.PI / 180;
        var embedding = new { model = "m", version = "1", device = "cpu", dimensions = 2, vector = (double[])[Math.Cos(angle), Math.Sin(angle)] };
        return new() { ["embedding"] = JsonSerializer.SerializeToElement(embedding) };
    }

    private static async Task<string> FinishedAsync(HttpClient client, int degrees)
    {
        var id = await ImagingService.UploadAsync(client, [0xff, 0xd8, (byte)degrees]);
        await ImagingService.BecomesAsync(client, id, "succeeded");
        return id;
    }

    private static async Task<IEnumerable<(string, double)>> SimilarAsync(HttpClient client, string id, int limit = 20)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/images/{id}/similar?limit={limit}");
        return answer.GetProperty("images").EnumerateArray()
            .Select(one => (one.GetProperty("image").GetProperty("id").GetString()!, one.GetProperty("similarity").GetDouble()));
    }
}
