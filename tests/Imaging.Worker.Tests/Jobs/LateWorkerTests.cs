using System.Net;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Support;

namespace Imaging.Worker.Tests.Jobs;

/// <summary>Workers that write after somebody else has decided how an image ends.</summary>
[Collection(ImagingCollection.Name)]
public sealed class LateWorkerTests(ImagingServers servers)
{
    private static readonly (string, string) LastAttempt = ("Imaging:Jobs:AttemptsMax", "1");
    private static readonly TimeSpan Ended = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task What_a_worker_publishes_of_an_image_that_was_cancelled_and_deleted_meanwhile_is_swept_away()
    {
        var release = new TaskCompletionSource();
        var pipeline = new TestPipeline { Before = (_, _) => release.Task };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann-late");
        var id = await ImagingService.UploadAsync(ann);
        await Eventually.BecomesAsync("the pipeline to have begun", () => Task.FromResult(pipeline.Runs), runs => runs == 1);

        // The first cancels, the second deletes; the worker hears of neither before it publishes.
        Assert.True((await ann.DeleteAsync($"/images/{id}")).IsSuccessStatusCode);
        Assert.True((await ann.DeleteAsync($"/images/{id}")).IsSuccessStatusCode);
        using var gone = await ann.GetAsync($"/images/{id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        release.SetResult();
        await Eventually.BecomesAsync("the late worker to publish", () => BlobsOf(service, id), blobs => blobs == 2);

        await service.QueryAsync<string>($"UPDATE images SET deleted_at = now() - interval '2 hours', upload_expires_at = now() - interval '2 minutes' WHERE id = '{id}' RETURNING id");
        await Eventually.BecomesAsync("its blobs to be swept away", () => BlobsOf(service, id), blobs => blobs == 0);
        await Eventually.BecomesAsync("its row to be forgotten", () => service.QueryAsync<long>("SELECT count(*) FROM images"), rows => rows == 0);
    }

    [Fact]
    public async Task What_a_worker_publishes_of_a_cancelled_image_is_swept_away()
    {
        var release = new TaskCompletionSource();
        var pipeline = new TestPipeline { Before = (_, _) => release.Task };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann-cancelled");
        var id = await ImagingService.UploadAsync(ann);
        await Eventually.BecomesAsync("the pipeline to have begun", () => Task.FromResult(pipeline.Runs), runs => runs == 1);

        Assert.True((await ann.DeleteAsync($"/images/{id}")).IsSuccessStatusCode);
        release.SetResult();
        await Eventually.BecomesAsync("the late worker to publish", () => BlobsOf(service, id, "ann-cancelled"), blobs => blobs == 2);

        await service.QueryAsync<string>($"UPDATE images SET finished_at = now() - interval '2 hours' WHERE id = '{id}' RETURNING id");
        await Eventually.BecomesAsync("its blobs to be swept away", () => BlobsOf(service, id, "ann-cancelled"), blobs => blobs == 0);
        Assert.Equal("cancelled", (await ImagingService.StatusAsync(ann, id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_worker_that_was_given_up_for_dead_cannot_make_a_second_end_of_its_image()
    {
        var (service, id, claim, _) = await AbandonedAsync();
        await using var api = service;
        await using var worker = await ImagingService.StartAsync(servers, new TestPipeline().Run, api.Database, LastAttempt);
        using var ann = api.As("ann");
        await ImagingService.BecomesAsync(ann, id, "failed");

        var standing = await worker.Services.GetRequiredService<BlobStore>().AddManifestAsync(id, """{"id":"late"}""", CancellationToken.None);

        Assert.Equal("attempts-exhausted", GivenUp.Find(standing)?.Failed.Code);
        await using var source = NpgsqlDataSource.Create(api.Database);
        Assert.False(await new JobTable(source).SucceedAsync(claim, standing, CancellationToken.None));
    }

    [Fact]
    public async Task A_manifest_that_the_last_attempt_left_behind_is_the_end_of_its_image()
    {
        var (service, id, _, manifest) = await AbandonedAsync();
        await using var api = service;
        var blobs = api.Services.GetRequiredService<BlobStore>();
        Assert.Equal(manifest, await blobs.AddManifestAsync(id, manifest, CancellationToken.None));

        var pipeline = new TestPipeline();
        await using var worker = await ImagingService.StartAsync(servers, pipeline.Run, api.Database, LastAttempt);
        using var ann = api.As("ann");
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded");

        Assert.Equal((0, 0), (pipeline.Runs, image.GetProperty("result").GetProperty("variants").GetArrayLength()));
        var poison = await api.Queues.GetQueueClient(JobQueue.PoisonName).PeekMessagesAsync(32);
        Assert.DoesNotContain(poison.Value, message => message.MessageText.Contains(id, StringComparison.Ordinal));
    }

    /// <summary>An image whose only allowed attempt ended without an outcome.</summary>
    private async Task<(ImagingService Api, string Id, ImageRow Claim, string Manifest)> AbandonedAsync()
    {
        var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var ann = api.As("ann");
        var id = await ImagingService.UploadAsync(ann);
        await using var source = NpgsqlDataSource.Create(api.Database);
        var claim = await new TurnTable(source).ClaimNextAsync("dead", Ended, attemptsMax: 1, learned: [], CancellationToken.None);
        var manifest = new Manifest(id, "web", $"ann/{id}", new("jpeg", "image/jpeg", 1, 1, 1, 8, new('0', 64)), [], new Dictionary<string, System.Text.Json.JsonElement>(), []);
        return (api, id, claim!, manifest.ToJson());
    }

    /// <summary>Manifests and derivatives that are there.</summary>
    private static async Task<int> BlobsOf(ImagingService service, string id, string owner = "ann-late")
    {
        var manifest = (await service.Blobs.GetBlobContainerClient("manifests").GetBlobClient($"{id}/manifest.json").ExistsAsync()).Value;
        var derivatives = 0;
        await foreach (var _ in service.Blobs.GetBlobContainerClient("derivatives").GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, $"{owner}/", CancellationToken.None))
        {
            derivatives++;
        }

        return derivatives + (manifest ? 1 : 0);
    }
}
