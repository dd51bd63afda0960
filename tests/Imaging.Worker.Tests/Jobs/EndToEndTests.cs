using Imaging.Worker.Tests.Pipeline;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using Support;

namespace Imaging.Worker.Tests.Jobs;

/// <summary>Nothing stands in for anything here: real stores, real pipeline, real model.</summary>
[Collection(ImagingCollection.Name)]
public sealed class EndToEndTests(ImagingServers servers)
{
    [Fact]
    public async Task A_real_photo_becomes_derivatives_and_an_embedding_and_a_corrupt_one_fails_with_its_code()
    {
        await using var service = await ImagingService.StartAsync(servers);
        using var ann = service.As("ann");
        using var photo = Pictures.Photo(2000, 1500);
        var jpeg = photo.Encoded(new JpegEncoder());

        var good = await ImagingService.UploadAsync(ann, jpeg, "gallery");
        var bad = await ImagingService.UploadAsync(ann, jpeg[..(jpeg.Length / 3)], "gallery");
        var image = await ImagingService.BecomesAsync(ann, good, "succeeded");
        var refused = await ImagingService.BecomesAsync(ann, bad, "failed");

        var result = image.GetProperty("result");
        using var http = new HttpClient();
        var seen = new List<(string?, int, int)>();
        foreach (var variant in result.GetProperty("variants").EnumerateArray())
        {
            var bytes = await http.GetByteArrayAsync(variant.GetProperty("url").GetString());
            var info = Image.Identify(bytes)!;
            Assert.Equal(variant.GetProperty("bytes").GetInt64(), bytes.Length);
            seen.Add((variant.GetProperty("contentType").GetString(), info.Width, info.Height));
        }

        Assert.Equal([("image/webp", 1600, 1200), ("image/jpeg", 800, 600), ("image/webp", 200, 150)], seen);
        Assert.Contains(result.GetProperty("results").EnumerateObject(), entry => entry.Name.StartsWith("embed", StringComparison.Ordinal));
        Assert.Equal("image-corrupt", refused.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_worker_process_killed_in_the_middle_of_an_image_loses_nothing()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [("Imaging:Role", "Api")]);
        using var ann = api.As("ann");
        using var photo = Pictures.Photo(6000, 4000);
        string id;
        await using (var worker = ImagingProcess.Start(servers, database, "Worker"))
        {
            await ReadyAsync(api);
            id = await ImagingService.UploadAsync(ann, photo.Encoded(new JpegEncoder()));
            await ImagingService.BecomesAsync(ann, id, "processing");
            await worker.KillAsync();
        }

        Assert.Equal("processing", (await ImagingService.StatusAsync(ann, id)).GetProperty("status").GetString());
        await using var next = await ImagingService.StartAsync(servers, null, database, ("Imaging:Jobs:Lease", "00:00:03"));
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded", TimeSpan.FromSeconds(60));

        Assert.Equal(2, image.GetProperty("attempts").GetInt32());
        Assert.Equal(6, image.GetProperty("result").GetProperty("variants").GetArrayLength());
    }

    private static Task<long> ReadyAsync(ImagingService api) => Eventually.BecomesAsync("the worker process to be known",
        () => api.QueryAsync<long>("SELECT count(*) FROM workers"), workers => workers == 1, TimeSpan.FromSeconds(60));
}
