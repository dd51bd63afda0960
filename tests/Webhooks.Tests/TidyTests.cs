using Npgsql;
using Support;

namespace Webhooks.Tests;

/// <summary>
/// The outbox stays within its bounds, whoever takes what is in it or does not. A node tidies when it starts: these tests fill the outbox
/// first and then start another node.
/// </summary>
public sealed class TidyTests(Outboxes outboxes)
{
    private const string Nobody = "http://127.0.0.1:1/nobody";
    private static readonly TimeSpan Fresh = TimeSpan.Zero;
    private static readonly TimeSpan TooOld = TimeSpan.FromDays(2);

    [Fact]
    public async Task What_waits_longer_than_it_may_is_dead_though_nobody_visits_its_endpoint()
    {
        await using var outbox = await outboxes.StartAsync();
        var endpoint = await AddUnvisitedAsync(outbox);
        await FillAsync(outbox, endpoint, "untried", 5_000, TooOld);
        await FillAsync(outbox, endpoint, "tried", 1, TooOld);
        await ExecuteAsync(outbox, "UPDATE webhook_deliveries SET attempts = 2, last_error = 'status 500' WHERE event_id LIKE 'tried%'");
        await FillAsync(outbox, endpoint, "fresh", 3, Fresh);

        await using var other = await Outbox.StartAsync(outbox.Database);

        await Eventually.BecomesAsync(
            "the fresh ones to wait and as many to be dead as are kept", () => CountAsync(outbox), seen => seen == new Counts(3, 1_000));
        var dead = await outbox.Endpoints.DeadAsync("room", endpoint, 2, CancellationToken.None);
        Assert.Equal([(2, "status 500"), (0, "too-old")], dead.Select(delivery => (delivery.Attempts, delivery.LastError!)));
    }

    [Fact]
    public async Task What_is_too_old_is_not_sent_to_a_receiver_that_is_back()
    {
        await using var outbox = await outboxes.StartAsync();
        await using var bot = await Receiver.StartAsync();
        var endpoint = (await outbox.AddAsync("room", bot.Url())).Id;

        await FillAsync(outbox, endpoint, "old", 2, TooOld);
        await FillAsync(outbox, endpoint, "fresh", 1, Fresh);
        await bot.ReceivedAsync(1);
        await FillAsync(outbox, endpoint, "last", 1, Fresh);
        // It comes last: what else was due has been sent before it.
        await Eventually.BecomesAsync(
            "the last one to come", () => Task.FromResult(bot.Requests.LastOrDefault()?.Body), body => body == "\"last\"");

        Assert.Equal(["\"fresh\"", "\"last\""], bot.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task Of_more_than_may_wait_the_newest_do_and_the_oldest_are_dead_in_batches()
    {
        (string, string)[] settings = [("WaitingMax", "100"), ("DeadMax", "100000")];
        await using var outbox = await outboxes.StartAsync(settings);
        var full = await AddUnvisitedAsync(outbox);
        var other = await AddUnvisitedAsync(outbox);
        await FillAsync(outbox, full, "event", 7_000, Fresh);
        await FillAsync(outbox, other, "event", 100, Fresh);

        await using var node = await Outbox.StartAsync(outbox.Database, settings);

        await Eventually.BecomesAsync("the oldest to be dead", () => CountAsync(outbox), seen => seen == new Counts(200, 6_900));
        Assert.Equal(0, await MisplacedAsync(outbox, waiting: 100));
        Assert.Equal("too-many", (await outbox.Endpoints.DeadAsync("room", full, 1, CancellationToken.None))[0].LastError);
        await AssertBatchesAsync(outbox);
    }

    /// <summary>More than a round takes: the next goes on soon.</summary>
    [Fact]
    public async Task What_waits_for_a_disabled_endpoint_is_dead_in_batches_however_much_it_is()
    {
        (string, string)[] settings = [("WaitingMax", "100000"), ("DeadMax", "100000")];
        await using var outbox = await outboxes.StartAsync(settings);
        var endpoint = await AddUnvisitedAsync(outbox);
        await FillAsync(outbox, endpoint, "event", 60_000, Fresh);
        await ExecuteAsync(outbox, "UPDATE webhook_endpoints SET disabled_at = now()");

        await using var node = await Outbox.StartAsync(outbox.Database, settings);

        await Eventually.BecomesAsync("all to be dead", () => CountAsync(outbox), seen => seen == new Counts(0, 60_000), TimeSpan.FromSeconds(50));
        Assert.Equal("disabled", (await outbox.Endpoints.DeadAsync("room", endpoint, 1, CancellationToken.None))[0].LastError);
        await AssertBatchesAsync(outbox);
    }

    [Fact]
    public async Task Where_nothing_can_be_buried_what_is_dead_is_deleted_all_the_same()
    {
        await using var outbox = await outboxes.StartAsync();
        var endpoint = await AddUnvisitedAsync(outbox);
        await FillAsync(outbox, endpoint, "dead", 5_000, Fresh);
        await ExecuteAsync(
            outbox, "UPDATE webhook_deliveries SET dead_at = now() - CASE WHEN number % 10 = 0 THEN interval '8 days' ELSE interval '1 hour' END");
        await ExecuteAsync(outbox, """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not today''; END';
            CREATE TRIGGER refuse BEFORE UPDATE ON webhook_deliveries EXECUTE FUNCTION refuse()
            """);

        await using var node = await Outbox.StartAsync(outbox.Database);

        await Eventually.BecomesAsync("the dead list to be within its bounds", () => CountAsync(outbox), seen => seen == new Counts(0, 1_000));
        Assert.Equal(0L, await ScalarAsync(outbox, "SELECT count(*) FROM webhook_deliveries WHERE number % 10 = 0"));
    }

    /// <summary>More endpoints than one statement looks at.</summary>
    [Fact]
    public async Task Several_nodes_tidy_many_endpoints_at_once_and_take_no_more_than_one_would()
    {
        (string, string)[] settings = [("WaitingMax", "10"), ("DeadMax", "20")];
        await using var outbox = await outboxes.StartAsync(settings);
        await ExecuteAsync(outbox, """
            INSERT INTO webhook_endpoints (id, scope, url, secret, created_by, created_at, next_at)
            SELECT gen_random_uuid(), 'room', 'http://127.0.0.1:1/', '', 'ann', now(), 'infinity' FROM generate_series(1, 600);
            INSERT INTO webhook_deliveries (endpoint, event_id, type, payload)
            SELECT id, event, 'thing.made', '{}' FROM generate_series(1, 40) AS event, webhook_endpoints
            """);

        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Outbox.StartAsync(outbox.Database, settings)));

        await Eventually.BecomesAsync("each endpoint to be within its bounds", () => CountAsync(outbox), seen => seen == new Counts(6_000, 12_000));
        Assert.Equal(0, await MisplacedAsync(outbox, waiting: 10));
        await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
    }

    /// <summary>An endpoint that nobody visits: as if its last visit had failed.</summary>
    private static async Task<Guid> AddUnvisitedAsync(Outbox outbox)
    {
        var endpoint = await outbox.AddAsync("room", Nobody);
        await ExecuteAsync(outbox, "UPDATE webhook_endpoints SET next_at = 'infinity'");
        return endpoint.Id;
    }

    /// <summary>Adds deliveries whose payload is the name of their events.</summary>
    private static async Task FillAsync(Outbox outbox, Guid endpoint, string events, int count, TimeSpan age)
    {
        await using var command = outbox.Database.CreateCommand("""
            INSERT INTO webhook_deliveries (endpoint, event_id, type, payload, created_at, due_at)
            SELECT $1, $2 || ':' || event, 'thing.made', '"' || $2 || '"', now() - $4, now() - $4 FROM generate_series(1, $3) AS event
            """);
        command.Parameters.AddRange(
            new NpgsqlParameter[] { new() { Value = endpoint }, new() { Value = events }, new() { Value = count }, new() { Value = age } });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A statement's deliveries are dead since the same moment: no statement took more than a batch.</summary>
    private static async Task AssertBatchesAsync(Outbox outbox) => Assert.InRange(
        (long)(await ScalarAsync(outbox, """
            SELECT max(count) FROM (SELECT count(*) FROM webhook_deliveries WHERE dead_at IS NOT NULL GROUP BY dead_at) AS batches
            """))!,
        1, 2_000);

    /// <summary>Deliveries that are dead though they are among the newest of their endpoint, or wait though they are not.</summary>
    private static async Task<long> MisplacedAsync(Outbox outbox, int waiting) => (long)(await ScalarAsync(outbox, $"""
        SELECT count(*) FROM (
            SELECT dead_at, row_number() OVER (PARTITION BY endpoint ORDER BY number DESC) AS place FROM webhook_deliveries) AS delivery
        WHERE (dead_at IS NULL) <> (place <= {waiting})
        """))!;

    private static async Task<Counts> CountAsync(Outbox outbox)
    {
        await using var command = outbox.Database.CreateCommand(
            "SELECT count(*) FILTER (WHERE dead_at IS NULL), count(*) FILTER (WHERE dead_at IS NOT NULL) FROM webhook_deliveries");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<object?> ScalarAsync(Outbox outbox, string sql)
    {
        await using var command = outbox.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static Task ExecuteAsync(Outbox outbox, string sql) => ScalarAsync(outbox, sql);

    private sealed record Counts(long Waiting, long Dead);
}
