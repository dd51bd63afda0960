using System.Net;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using Npgsql;
using Support;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class DerivativeTests(ImagingServers servers)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Repeated_bytes_are_answered_without_work_for_their_owner_and_worked_for_another()
    {
        var pipeline = new TestPipeline();
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        var first = await ImagingService.BecomesAsync(ann, await ImagingService.UploadAsync(ann), "succeeded");
        Assert.Equal(1, pipeline.Runs);

        var second = await ImagingService.BecomesAsync(ann, await ImagingService.UploadAsync(ann), "succeeded");
        Assert.Equal(1, pipeline.Runs);
        Assert.Equal(AddressOf(first).AbsolutePath, AddressOf(second).AbsolutePath);
        using var http = new HttpClient();
        Assert.Equal(ImagingService.Bytes, await http.GetByteArrayAsync(AddressOf(second)));

        var others = await ImagingService.BecomesAsync(ben, await ImagingService.UploadAsync(ben), "succeeded");
        Assert.Equal(2, pipeline.Runs);
        Assert.NotEqual(AddressOf(first).AbsolutePath, AddressOf(others).AbsolutePath);
        // Declared as another type, the same bytes are the pipeline's to refuse.
        await ImagingService.BecomesAsync(ann, await ImagingService.UploadAsync(ann, contentType: "image/png"), "succeeded");
        Assert.Equal(3, pipeline.Runs);
    }

    [Fact]
    public async Task A_delete_of_the_last_finished_reference_leaves_what_a_job_in_work_will_name()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [("Imaging:Role", "Api")]);
        using var ann = api.As("ann");
        var first = await ImagingService.UploadAsync(ann);
        await using (await ImagingService.StartAsync(servers, new TestPipeline().Run, database))
        {
            await ImagingService.BecomesAsync(ann, first, "succeeded");
        }

        // The job in work stands where the race was: it refers to derivatives that exist, and has no manifest yet.
        var second = await ImagingService.UploadAsync(ann);
        await using var source = NpgsqlDataSource.Create(database);
        var finished = (await new ImageTable(source).FindAsync(first, CancellationToken.None))!;
        var jobs = new JobTable(source);
        var claim = await ClaimAsync(source);
        Assert.True(await new DerivativeTable(source).ReferAsync(claim, finished.Derivatives!, CancellationToken.None));

        using var delete = await ann.DeleteAsync($"/images/{first}");
        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
        var manifest = Manifest.Parse(finished.Manifest!) with { Id = second };
        Assert.True(await jobs.SucceedAsync(claim, manifest.ToJson(), CancellationToken.None));

        using var http = new HttpClient();
        var address = AddressOf(await ImagingService.StatusAsync(ann, second));
        Assert.Equal(ImagingService.Bytes, await http.GetByteArrayAsync(address));
        using var last = await ann.DeleteAsync($"/images/{second}");
        using var gone = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_job_that_begins_during_a_delete_waits_for_its_end()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [("Imaging:Role", "Api")]);
        using var ann = api.As("ann");
        var ids = new[] { await ImagingService.UploadAsync(ann), await ImagingService.UploadAsync(ann) };
        await using var source = NpgsqlDataSource.Create(database);
        var (jobs, images, derivatives) = (new JobTable(source), new ImageTable(source), new DerivativeTable(source));
        var done = await ClaimAsync(source);
        Assert.True(await derivatives.ReferAsync(done, "ann/same", CancellationToken.None));
        Assert.True(await jobs.SucceedAsync(done, "{}", CancellationToken.None));
        var begun = await ClaimAsync(source);

        var deleting = new TaskCompletionSource<string?>();
        var goOn = new TaskCompletionSource();
        var finished = (await images.FindAsync(ids[0], CancellationToken.None))!;
        var remove = derivatives.RemoveAsync(finished, DeleteBlobs, CancellationToken.None);
        Assert.Equal("ann/same", await deleting.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        var refer = derivatives.ReferAsync(begun, "ann/same", CancellationToken.None);
        await Eventually.BecomesAsync("the job to wait for the lock",
            () => api.QueryAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"), waiting => waiting == 1);
        Assert.False(refer.IsCompleted);

        goOn.SetResult();
        await remove;
        Assert.True(await refer);
        Assert.Equal("ann/same", (await images.FindAsync(ids[1], CancellationToken.None))!.Derivatives);

        Task DeleteBlobs(string? unreferred)
        {
            deleting.SetResult(unreferred);
            return goOn.Task;
        }
    }

    private static async Task<ImageRow> ClaimAsync(NpgsqlDataSource source) =>
        (await new TurnTable(source).ClaimNextAsync("worker", Lease, attemptsMax: 5, learned: [], CancellationToken.None))!;

    private static Uri AddressOf(System.Text.Json.JsonElement image) =>
        new(image.GetProperty("result").GetProperty("variants")[0].GetProperty("url").GetString()!);
}
