using System.Text.Json;
using Imaging.Worker.Pipeline;
using Imaging.Worker.Storage;
using Support;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class JobTests(ImagingServers servers)
{
    private static readonly (string, string) ShortLease = ("Imaging:Jobs:Lease", "00:00:03");
    private static readonly (string, string) ApiOnly = ("Imaging:Role", "Api");

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_loses_nothing_and_its_late_writes_have_no_effect()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [ApiOnly]);
        using var ann = api.As("ann");
        // Messages that tests of the API alone have left.
        await api.Queues.GetQueueClient("images").ClearMessagesAsync();
        var id = await ImagingService.UploadAsync(ann);

        // What a killed worker leaves: a hidden message, a row with its lease, and no word more.
        await Eventually.BecomesAsync("the message of the image",
            async () => (await api.Queues.GetQueueClient("images").ReceiveMessageAsync(TimeSpan.FromSeconds(1))).Value?.MessageText, text => text?.Contains(id) == true);
        await using var dead = new DeadWorker(database);
        var claim = await dead.ClaimAsync("dead", TimeSpan.FromSeconds(2));
        Assert.Equal((1, "processing"), (claim!.Attempts, claim.Status));
        Assert.Null(await dead.ClaimAsync("other", TimeSpan.FromSeconds(2)));

        var pipeline = new TestPipeline();
        await using var worker = await ImagingService.StartAsync(servers, pipeline.Run, database, ShortLease);
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded");

        Assert.Equal((2, 1), (image.GetProperty("attempts").GetInt32(), pipeline.Runs));
        Assert.False(await dead.Jobs.RenewAsync(claim, TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.False(await dead.Jobs.SucceedAsync(claim, "{}", CancellationToken.None));
        Assert.False(await dead.Jobs.FailAsync(claim, "late", "late", CancellationToken.None));
        Assert.False(await dead.Jobs.RetryAsync(claim, TimeSpan.Zero, "late", CancellationToken.None));
        Assert.False(await dead.Jobs.HandBackAsync(claim, CancellationToken.None));
        var after = await ImagingService.StatusAsync(ann, id);
        Assert.Equal(
            ("succeeded", image.GetProperty("version").GetInt64()),
            (after.GetProperty("status").GetString(), after.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task A_stale_worker_cannot_write_while_another_has_the_job()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [ApiOnly]);
        using var ann = api.As("ann");
        var id = await ImagingService.UploadAsync(ann);
        await using var table = new DeadWorker(database);

        var stale = await table.ClaimAsync("one", TimeSpan.FromMilliseconds(1));
        var present = await Eventually.BecomesAsync("the lease to end",
            () => table.ClaimAsync("two", TimeSpan.FromMinutes(1)), claim => claim is not null);

        Assert.False(await table.Jobs.SucceedAsync(stale!, "{}", CancellationToken.None));
        Assert.False(await table.Jobs.FailAsync(stale!, "late", "late", CancellationToken.None));
        Assert.True(await table.Jobs.FailAsync(present!, "chosen", "by the present one", CancellationToken.None));
        Assert.Equal("chosen", (await ImagingService.StatusAsync(ann, id)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Five_failures_that_may_pass_end_as_exhausted_with_a_poison_record()
    {
        var pipeline = new TestPipeline { Before = (_, _) => throw new IOException("the disk is full") };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [ShortLease, ("Imaging:Jobs:Backoff", "00:00:00.010")]);
        using var ann = service.As("ann");
        var id = await ImagingService.UploadAsync(ann);

        var image = await ImagingService.BecomesAsync(ann, id, "failed");
        Assert.Equal("attempts-exhausted", image.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal((5, 5), (image.GetProperty("attempts").GetInt32(), pipeline.Runs));
        var poison = service.Queues.GetQueueClient("images-poison");
        var record = await Eventually.BecomesAsync("the poison record",
            async () => (await poison.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))).Value.FirstOrDefault(message => message.MessageText.Contains(id))?.MessageText,
            text => text is not null);
        Assert.Equal(5, JsonDocument.Parse(record!).RootElement.GetProperty("attempts").GetInt32());
        Assert.True(await service.Blobs.GetBlobContainerClient("uploads").GetBlobClient(id).ExistsAsync());
    }

    [Fact]
    public async Task A_failure_that_passes_is_tried_again()
    {
        var pipeline = new TestPipeline { Before = (run, _) => run < 3 ? throw new IOException("for the moment") : Task.CompletedTask };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [("Imaging:Jobs:Backoff", "00:00:00.010")]);
        using var ann = service.As("ann");

        var id = await ImagingService.UploadAsync(ann);
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded");
        Assert.Equal(3, image.GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task A_rejection_fails_at_once_and_for_good()
    {
        var pipeline = new TestPipeline { Before = (_, _) => throw new ImageRejectedException("image-corrupt", "The file is cut off.") };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann");

        var id = await ImagingService.UploadAsync(ann);
        var image = await ImagingService.BecomesAsync(ann, id, "failed");
        Assert.Equal(("image-corrupt", 1), (image.GetProperty("error").GetProperty("code").GetString(), pipeline.Runs));
    }

    [Fact]
    public async Task A_worker_that_stops_hands_its_work_back_without_costing_an_attempt()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [ApiOnly]);
        using var ann = api.As("ann");
        var slow = new TestPipeline { Before = (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken) };
        string id;
        await using (await ImagingService.StartAsync(servers, slow.Run, database))
        {
            id = await ImagingService.UploadAsync(ann);
            await Eventually.BecomesAsync("the work to begin", () => Task.FromResult(slow.Runs), runs => runs == 1);
        }

        var waiting = await ImagingService.StatusAsync(ann, id);
        Assert.Equal(("queued", 0), (waiting.GetProperty("status").GetString(), waiting.GetProperty("attempts").GetInt32()));
        await using var next = await ImagingService.StartAsync(servers, new TestPipeline().Run, database);
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded");
        Assert.Equal(1, image.GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Work_longer_than_its_lease_is_done_once()
    {
        var release = new TaskCompletionSource();
        var pipeline = new TestPipeline { Before = (_, cancellationToken) => release.Task.WaitAsync(cancellationToken) };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [ShortLease]);
        using var ann = service.As("ann");
        var id = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, id, "processing");

        var begun = await service.QueryAsync<DateTime>($"SELECT started_at FROM images WHERE id = '{id}'");
        await Eventually.BecomesAsync("the lease to be renewed twice",
            () => service.QueryAsync<DateTime>($"SELECT lease_until FROM images WHERE id = '{id}'"), until => until > begun.AddSeconds(4.8));
        release.SetResult();
        var image = await ImagingService.BecomesAsync(ann, id, "succeeded");
        Assert.Equal((1, 1), (image.GetProperty("attempts").GetInt32(), pipeline.Runs));
    }

    [Fact]
    public async Task A_job_whose_message_was_lost_is_sent_again()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [ApiOnly]);
        using var ann = api.As("ann");
        var id = await ImagingService.UploadAsync(ann);
        await api.Queues.GetQueueClient("images").ClearMessagesAsync();

        await using var worker = await ImagingService.StartAsync(
            servers, new TestPipeline().Run, database, ("Imaging:Jobs:ResendAfter", "00:00:00.500"));
        await ImagingService.BecomesAsync(ann, id, "succeeded");
    }

    [Fact]
    public async Task Bytes_that_change_after_complete_are_refused()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [ApiOnly]);
        using var ann = api.As("ann");
        var id = await ImagingService.UploadAsync(ann);
        await api.Blobs.GetBlobContainerClient("uploads").GetBlobClient(id).UploadAsync(BinaryData.FromString("12345678"), overwrite: true);

        var pipeline = new TestPipeline();
        await using var worker = await ImagingService.StartAsync(servers, pipeline.Run, database);
        var image = await ImagingService.BecomesAsync(ann, id, "failed");
        Assert.Equal(("upload-changed", 0), (image.GetProperty("error").GetProperty("code").GetString(), pipeline.Runs));
    }

    [Fact]
    public async Task The_source_lies_in_a_private_file_and_nothing_is_left_behind()
    {
        UnixFileMode? mode = null;
        var pipeline = new TestPipeline();
        pipeline.Before = (_, _) =>
        {
            mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(pipeline.Inputs.Last().SourcePath);
            return Task.CompletedTask;
        };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run);
        using var ann = service.As("ann");

        var id = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, id, "succeeded");
        Assert.True(OperatingSystem.IsWindows() || mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite), $"{mode}");
        Assert.False(Directory.Exists(Path.GetDirectoryName(pipeline.Inputs.Single().SourcePath)));
    }

    [Fact]
    public async Task Events_tell_each_change_and_step_and_go_on_after_the_last_one_seen()
    {
        var release = new TaskCompletionSource();
        var pipeline = new TestPipeline { Before = (_, cancellationToken) => release.Task.WaitAsync(cancellationToken) };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [("Imaging:Uploads:Heartbeat", "00:00:00.200")]);
        using var ann = service.As("ann");
        var ticket = await ImagingService.ReserveAsync(ann);
        await using var events = await EventReader.OpenAsync(ann, ticket.Id);
        Assert.Equal(("status", "pending-upload"), await events.NextStatusAsync());
        Assert.Equal("heartbeat", (await events.NextAsync())!.Value.EventType);

        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
        using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        await events.UntilAsync("processing");
        release.SetResult();
        var last = await events.UntilAsync("succeeded");
        Assert.Null(await events.NextAsync());
        Assert.Contains("progress", events.Types);

        await using var again = await EventReader.OpenAsync(ann, ticket.Id, last);
        Assert.Null(await again.NextAsync());
    }

    [Fact]
    public async Task A_deleted_image_is_cancelled_while_it_is_in_work_and_gone_with_its_blobs_afterwards()
    {
        var pipeline = new TestPipeline { Before = (run, cancellationToken) => run == 1 ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: [ShortLease]);
        using var ann = service.As("ann");
        var cancelled = await ImagingService.UploadAsync(ann);
        // Not the status: it is processing before the pipeline has begun, and an image deleted then never reaches it.
        await Eventually.BecomesAsync("the pipeline to have begun", () => Task.FromResult(pipeline.Runs), runs => runs == 1);
        Assert.True((await ann.DeleteAsync($"/images/{cancelled}")).IsSuccessStatusCode);
        Assert.Equal("cancelled", (await ImagingService.StatusAsync(ann, cancelled)).GetProperty("status").GetString());

        var first = await ImagingService.UploadAsync(ann);
        await ImagingService.BecomesAsync(ann, first, "succeeded");
        var second = await ImagingService.UploadAsync(ann);
        var image = await ImagingService.BecomesAsync(ann, second, "succeeded");
        var shared = new Uri(image.GetProperty("result").GetProperty("variants")[0].GetProperty("url").GetString()!);
        using var http = new HttpClient();

        await ann.DeleteAsync($"/images/{first}");
        Assert.Equal(ImagingService.Bytes, await http.GetByteArrayAsync(shared));
        await ann.DeleteAsync($"/images/{second}");
        using var gone = await http.GetAsync(shared);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, gone.StatusCode);
        using var status = await ann.GetAsync($"/images/{second}");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, status.StatusCode);
    }

    /// <summary>The table as a worker that is no more would have used it.</summary>
    private sealed class DeadWorker(string database) : IAsyncDisposable
    {
        private readonly Npgsql.NpgsqlDataSource source = Npgsql.NpgsqlDataSource.Create(database);

        public JobTable Jobs => new(source);

        public Task<ImageRow?> ClaimAsync(string worker, TimeSpan lease) =>
            new TurnTable(source).ClaimNextAsync(worker, lease, attemptsMax: 5, learned: [], CancellationToken.None);

        public ValueTask DisposeAsync() => source.DisposeAsync();
    }
}
