using Imaging.Worker.Jobs;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Support;

namespace Imaging.Worker.Tests.Jobs.Admission;

[Collection(ImagingCollection.Name)]
public sealed class QueuePlacesTests(ImagingServers servers)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);
    private const string After = "now()";
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_reading_answers_all_who_ask_for_a_quarter_of_a_second_and_those_at_once_whom_it_does_not_know()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        var time = new FakeTimeProvider();
        var places = new QueuePlaces(new QueueTable(source), api.Services.GetRequiredService<WorkShares>(), time);
        await AddAsync(source, "a1", "a2");
        await new JobTable(source).WorkerSeenAsync("worker", 1, CancellationToken.None);
        await using var learn = source.CreateCommand("INSERT INTO slot_times (worker, preset, size_class, seconds) VALUES ('worker', 'web', 0, 4)");
        await learn.ExecuteNonQueryAsync();

        Assert.Equal(new(2, 4), await OfAsync("a2"));

        // Nobody looks again for those who are known; the time that has passed is off their wait.
        await using var end = source.CreateCommand("UPDATE images SET status = 'cancelled' WHERE id = 'a1'");
        await end.ExecuteNonQueryAsync();
        time.Advance(Moment);
        Assert.Equal(new(2, 3.85), await OfAsync("a2"));

        // For a new one somebody looks, and the others have the use of it.
        await AddAsync(source, "a3");
        Assert.Equal(new(2, 4), await OfAsync("a3"));
        Assert.Equal(new(1, 0), await OfAsync("a2"));

        // What was taken between the row and the reading waits no more.
        Assert.Equal(QueuePlace.Taken, await OfAsync("a1"));

        await AddAsync(source, "a0");
        Assert.Equal(new(2, 4), await OfAsync("a3"));
        time.Advance(Long);
        Assert.Equal(new(3, 8), await OfAsync("a3"));

        Task<QueuePlace> OfAsync(string id) => PlaceAsync(places, source, id);
    }

    [Fact]
    public async Task Who_was_queued_after_the_reading_waits_for_none_and_stands_behind_those_of_before()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        var places = new QueuePlaces(new QueueTable(source), api.Services.GetRequiredService<WorkShares>(), new FakeTimeProvider());
        await AddAsync(source, "a1");
        await using (var turn = source.CreateCommand("INSERT INTO turns (owner, taken_at) VALUES ('cid', now())"))
        {
            await turn.ExecuteNonQueryAsync();
        }

        Assert.Equal(1, (await PlaceAsync(places, source, "a1")).Position);
        await HideAsync(source); // A reading would fail.

        await QueueAsync(source, After, "ann", "a2", "a3", "a4");
        await QueueAsync(source, After, "ben", "b1");
        await QueueAsync(source, After, "cid", "c1");

        // Owners in turn: of those with none in work and no turn lately the one who came first, then the one whose turn was not long ago.
        // Of one owner's the oldest first, whoever asked first.
        Assert.Equal(2, (await PlaceAsync(places, source, "a2")).Position);
        Assert.Equal(3, (await PlaceAsync(places, source, "a4")).Position);
        Assert.Equal(3, (await PlaceAsync(places, source, "a3")).Position);
        Assert.Equal(4, (await PlaceAsync(places, source, "a4")).Position);
        Assert.Equal(2, (await PlaceAsync(places, source, "b1")).Position);
        Assert.Equal(3, (await PlaceAsync(places, source, "c1")).Position);
        Assert.Equal(5, (await PlaceAsync(places, source, "a3")).Position);
    }

    [Fact]
    public async Task A_reading_that_fails_is_told_to_those_who_waited_for_it_and_the_next_is_another()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        await AddAsync(source, "a1");
        var places = new QueuePlaces(new QueueTable(source), api.Services.GetRequiredService<WorkShares>(), new FakeTimeProvider());
        await HideAsync(source);

        await Assert.ThrowsAsync<PostgresException>(() => PlaceAsync(places, source, "a1"));
        await using var show = source.CreateCommand("ALTER TABLE hidden RENAME TO workers");
        await show.ExecuteNonQueryAsync();

        Assert.Equal(new(1, null), await PlaceAsync(places, source, "a1"));
    }

    [Fact]
    public async Task A_worker_tells_how_far_its_image_is_and_the_wait_counts_with_it()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [("Imaging:Role", "Api")]);
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        using var ann = api.As("ann");
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var second = new TestPipeline { Before = (run, stop) => run == 1 ? Task.Delay(300, stop) : HoldAsync(stop) };
        await using var worker = await ImagingService.StartAsync(servers, second.Run, database, ("Imaging:Role", "Worker"), ("Imaging:CoresPerWorker", "1000"));
        var first = await ImagingService.UploadAsync(ann, [0xff, 0xd8, 1]);
        await ImagingService.BecomesAsync(ann, first, "succeeded");

        var held = await ImagingService.UploadAsync(ann, [0xff, 0xd8, 2]);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var reading = await api.Services.GetRequiredService<QueueTable>().ReadAsync(CancellationToken.None);
        var told = await Eventually.BecomesAsync(
            "the worker to tell a share", () => api.Services.GetRequiredService<WorkShares>().AddToAsync(reading.InWork), inWork => inWork is [{ Share: > 0 and < 1 }]);
        Assert.Equal(held, told[0].Id);

        // However long it has been held, it has the rest of its work before it.
        var whole = reading.Times.SecondsOf(told[0].Kind);
        var waiting = await ImagingService.UploadAsync(ann, [0xff, 0xd8, 3]);
        await Task.Delay(TimeSpan.FromSeconds(whole));
        var wait = (await ImagingService.StatusAsync(ann, waiting)).GetProperty("queue").GetProperty("estimatedWaitSeconds").GetDouble();
        goOn.SetResult();
        Assert.InRange(wait, 0.01, whole);
        await ImagingService.BecomesAsync(ann, waiting, "succeeded");

        Task HoldAsync(CancellationToken stop)
        {
            begun.TrySetResult();
            return goOn.Task.WaitAsync(stop);
        }
    }

    private static async Task<QueuePlace> PlaceAsync(QueuePlaces places, NpgsqlDataSource source, string id)
    {
        var image = await new ImageTable(source).FindAsync(id, CancellationToken.None);
        return await places.OfAsync(image!, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task HideAsync(NpgsqlDataSource source)
    {
        await using var hide = source.CreateCommand("ALTER TABLE workers RENAME TO hidden");
        await hide.ExecuteNonQueryAsync();
    }

    /// <summary>Queued images of Ann's from before all readings; by their names, the first is the oldest.</summary>
    private static Task AddAsync(NpgsqlDataSource source, params string[] ids) => QueueAsync(source, "timestamptz '2026-01-01'", "ann", ids);

    private static async Task QueueAsync(NpgsqlDataSource source, string since, string owner, params string[] ids)
    {
        foreach (var id in ids)
        {
            await using var command = source.CreateCommand(
                $"""
                INSERT INTO images (id, owner, status, file_name, content_type, length, preset, upload_expires_at, queued_at, message_seen_at)
                VALUES ('{id}', '{owner}', 'queued', 'x', 'image/jpeg', 1, 'web', now(), {since} + interval '{id[1..]} seconds', now())
                """);
            await command.ExecuteNonQueryAsync();
        }
    }
}
