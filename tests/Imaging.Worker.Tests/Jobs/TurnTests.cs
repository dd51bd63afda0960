using System.Net.Http.Json;
using System.Text.Json;
using Imaging.Worker.Jobs;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Storage;
using Npgsql;
using Support;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class TurnTests(ImagingServers servers)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly (string, string) ApiOnly = ("Imaging:Role", "Api");

    [Fact]
    public async Task Owners_take_turns_interactive_work_goes_first_and_the_status_says_so()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        await AddAsync(source, ("b1", "ann", true), ("a1", "ann", false), ("a2", "ann", false), ("a3", "ann", false), ("b2", "ben", true), ("c1", "cyd", false), ("d1", "dan", false));
        // A preset for each image: what is said of those before tells which they are.
        await api.QueryAsync<string>("UPDATE images SET preset = id RETURNING id");

        var promised = QueuePlay.Through(await new QueueTable(source).ReadAsync(CancellationToken.None));

        string[] order = ["a1", "c1", "d1", "a2", "a3", "b2", "b1"];
        Assert.Equal(order, await OrderAsync(source, finishing: true));
        Assert.Equal(order, promised.OrderBy(place => place.Value.Position).Select(place => place.Key));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public async Task The_order_and_the_moments_that_are_told_are_those_of_the_claims(int seed, int slots)
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        var random = new Random(seed);
        string[] owners = ["ann", "ben", "cyd", "dan"];
        await AddAsync(source, [.. Enumerable.Range(0, 40).Select(number => ($"i{number:00}", owners[random.Next(owners.Length)], random.Next(3) == 0))]);
        // Each image takes its own time, so that no two slots are free at once and every wait tells which images were before.
        await api.QueryAsync<string>("UPDATE images SET preset = id RETURNING id");
        var seconds = Enumerable.Range(0, 40).ToDictionary(number => $"i{number:00}", _ => 1 + random.NextDouble());
        await new JobTable(source).WorkerSeenAsync("worker", slots, CancellationToken.None);
        var played = new PlayedClaims(source, seconds, slots);
        // A beginning in which some are in work and some owners have had turns.
        await played.ClaimAsync(5 + slots);

        var reading = await new QueueTable(source).ReadAsync(CancellationToken.None);
        var told = QueuePlay.Through(reading with { InWork = played.WithShares(reading.InWork) });
        var asked = played.Now;
        var taken = await played.ClaimAsync(40);

        Assert.Equal(taken.Select(one => one.Id), told.OrderBy(place => place.Value.Position).Select(place => place.Key));
        Assert.All(taken, one => Assert.Equal(one.At - asked, told[one.Id].WaitSeconds!.Value, tolerance: 1e-6));
    }

    [Fact]
    public async Task What_a_worker_learns_with_its_claims_is_what_the_wait_counts_with_until_the_worker_is_gone()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        await AddAsync(source, ("a1", "ann", false), ("a2", "ann", false), ("a3", "ann", false), ("a4", "ann", false));
        var (turns, queue, jobs, kind) = (new TurnTable(source), new QueueTable(source), new JobTable(source), WorkKind.Of("web", 1));
        await jobs.WorkerSeenAsync("one", 1, CancellationToken.None);
        await jobs.WorkerSeenAsync("two", 3, CancellationToken.None);
        await turns.ClaimNextAsync("one", Lease, 5, [new(kind, 9), new(new("web", 5), 70)], CancellationToken.None);
        await turns.ClaimNextAsync("one", Lease, 5, [new(kind, 10)], CancellationToken.None);
        await turns.ClaimNextAsync("two", Lease, 5, [new(kind, 2)], CancellationToken.None);

        var reading = await queue.ReadAsync(CancellationToken.None);
        Assert.Equal((4, 3, 4.0, 70.0), (reading.Slots, reading.InWork.Count, reading.Times.SecondsOf(kind), reading.Times.SecondsOf(new("web", 5))));

        await jobs.WorkerGoneAsync("two", CancellationToken.None);
        await jobs.WorkerSeenAsync("one", 1, CancellationToken.None);
        reading = await queue.ReadAsync(CancellationToken.None);
        Assert.Equal((1, 10.0), (reading.Slots, reading.Times.SecondsOf(kind)));
        Assert.Equal(2, await api.QueryAsync<long>("SELECT count(*) FROM slot_times"));
    }

    [Fact]
    public async Task An_owner_with_images_in_work_waits_for_those_without()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        await AddAsync(source, ("a1", "ann", false), ("a2", "ann", false), ("a3", "ann", false), ("c1", "cyd", false), ("c2", "cyd", false));

        Assert.Equal(["a1", "c1", "a2", "c2", "a3"], await OrderAsync(source, finishing: false));
    }

    [Fact]
    public async Task Workers_that_claim_at_once_get_different_images_and_each_image_once()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        await AddAsync(source, [.. Enumerable.Range(0, 40).Select(number => ($"i{number:00}", number % 2 == 0 ? "ann" : "ben", false))]);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var own = new List<string>();
            while (await new TurnTable(source).ClaimNextAsync($"worker {worker}", Lease, 5, [], CancellationToken.None) is { } claim)
            {
                own.Add(claim.Id);
            }

            return own;
        }));
        var all = claims.SelectMany(own => own).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        // A claim that met only rows which others were taking answers null; what it left is there for the next.
        while (await new TurnTable(source).ClaimNextAsync("last", Lease, 5, [], CancellationToken.None) is { } claim)
        {
            all.Add(claim.Id);
        }

        Assert.Equal(40, all.Distinct().Count());
    }

    [Fact]
    public async Task A_tenant_with_a_long_queue_does_not_hold_up_another_and_no_message_is_lost_on_the_way()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = await ImagingService.StartAsync(servers, database: database, settings: [ApiOnly]);
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        using var ann = api.As("ann");
        using var ben = api.As("ben");
        for (var image = 0; image < 12; image++)
        {
            await ImagingService.UploadAsync(ann, [0xff, 0xd8, (byte)image]);
        }

        var one = await ImagingService.UploadAsync(ben);
        var failsOnce = new TestPipeline { Before = (run, _) => run == 1 ? throw new IOException("for the moment") : Task.CompletedTask };
        await using var worker = await ImagingService.StartAsync(
            servers, failsOnce.Run, database, ("Imaging:CoresPerWorker", "1000"), ("Imaging:Jobs:Backoff", "00:00:00.300"), ("Imaging:Jobs:ResendAfter", "01:00:00"));

        await Eventually.BecomesAsync("all images to succeed",
            () => api.QueryAsync<long>("SELECT count(*) FROM images WHERE status = 'succeeded'"), count => count == 13, TimeSpan.FromSeconds(30));
        // Only the first of the many, whose first attempt failed, may have begun before it.
        Assert.InRange(await RankOfAsync(api, one), 0, 1);
        await Eventually.BecomesAsync("the queue to be empty",
            async () => (await api.Queues.GetQueueClient(JobQueue.Name).GetPropertiesAsync()).Value.ApproximateMessagesCount, count => count == 0);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public async Task Of_a_long_queue_only_as_many_are_sent_again_as_messages_are_lacking(long lacking, int sent)
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        await using var source = NpgsqlDataSource.Create(api.Database);
        await AddAsync(source, ("a1", "ann", false), ("a2", "ann", false), ("a3", "ann", false));
        await api.QueryAsync<string>("UPDATE images SET message_seen_at = now() - interval '2 minutes' RETURNING id");
        var sweep = new SweepTable(source);

        Assert.Equal(3, await sweep.CountLiveAsync(CancellationToken.None));
        Assert.Equal(sent, (await sweep.UnseenAsync(TimeSpan.FromMinutes(1), lacking, CancellationToken.None)).Count);
        Assert.Equal(3 - sent, (await sweep.UnseenAsync(TimeSpan.FromMinutes(1), 9, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Bulk_is_asked_for_when_the_upload_is_reserved()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [ApiOnly]);
        using var ann = api.As("ann");
        using var answer = await ann.PostAsJsonAsync("/images", new { fileName = "a", contentType = "image/png", length = 1, preset = "web", priority = "bulk" });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        Assert.True(await api.QueryAsync<bool>($"SELECT bulk FROM images WHERE id = '{id}'"));
    }

    private static Task<long> RankOfAsync(ImagingService api, string id) =>
        api.QueryAsync<long>($"SELECT count(*) FROM images WHERE started_at < (SELECT started_at FROM images WHERE id = '{id}')");

    /// <summary>Adds queued images, the first one the oldest.</summary>
    private static async Task AddAsync(NpgsqlDataSource source, params (string Id, string Owner, bool Bulk)[] images)
    {
        for (var place = 0; place < images.Length; place++)
        {
            await using var command = source.CreateCommand(
                $"""
                INSERT INTO images (id, owner, status, file_name, content_type, length, preset, upload_expires_at, queued_at, message_seen_at, bulk)
                VALUES ('{images[place].Id}', '{images[place].Owner}', 'queued', 'x', 'image/jpeg', 1, 'web', now(), now() - interval '{images.Length - place} seconds', now(), {images[place].Bulk})
                """);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>The order in which images are claimed.</summary>
    private static async Task<List<string>> OrderAsync(NpgsqlDataSource source, bool finishing)
    {
        var order = new List<string>();
        while (await new TurnTable(source).ClaimNextAsync("worker", Lease, 5, [], CancellationToken.None) is { } claim)
        {
            order.Add(claim.Id);
            if (finishing)
            {
                Assert.True(await new JobTable(source).FailAsync(claim, "x", "x", CancellationToken.None));
            }
        }

        return order;
    }
}
