using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Support;

namespace Webhooks.Tests;

/// <summary>From an event in a transaction to a request that a bot can trust, and what becomes of it when the bot does not answer.</summary>
public sealed class DeliveryTests(Outboxes outboxes)
{
    [Fact]
    public async Task An_event_reaches_each_endpoint_of_its_scope_that_asks_for_its_type_signed()
    {
        await using var outbox = await outboxes.StartAsync();
        await using var bot = await Receiver.StartAsync();
        var all = await outbox.AddAsync("room", bot.Url("/all"));
        await outbox.AddAsync("room", bot.Url("/gone"), "thing.gone");
        await outbox.AddAsync("elsewhere", bot.Url("/elsewhere"));

        await outbox.TellAsync("room", "1", payload: """{"text":"Gr\u00fc\u00dfe"}""");
        await outbox.TellAsync("room", "2", "thing.gone");
        var came = await bot.ReceivedAsync(3);

        Assert.Equal(["/all", "/all", "/gone"], came.Select(request => request.Path).Order(StringComparer.Ordinal));
        var first = came.Where(request => request.Path == "/all").MinBy(request => request.Body.Length == 2)!;
        Assert.Equal("""{"text":"Gr\u00fc\u00dfe"}""", first.Body);
        Assert.Equal(Sign(all.Secret, $"{first.Id}.{first.Timestamp}.{first.Body}"), first.Signature);
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(first.Timestamp, CultureInfo.InvariantCulture)),
            DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(3, came.Select(request => request.Id).Distinct().Count());
        await Eventually.BecomesAsync("the outbox to be empty", () => outbox.EndpointAsync("elsewhere"), endpoint => endpoint.Waiting == 0);
    }

    /// <summary>The example that the Standard Webhooks libraries test themselves with.</summary>
    [Fact]
    public void The_signature_is_the_one_of_the_standard() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Signature.Of(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}"""));

    [Fact]
    public async Task An_event_counts_exactly_if_its_transaction_commits_and_only_once_by_its_id()
    {
        await using var outbox = await outboxes.StartAsync();
        await using var bot = await Receiver.StartAsync();
        await outbox.AddAsync("room", bot.Url());

        await outbox.TellAsync("room", "rolled-back", payload: "1", commits: false);
        bot.Answer = _ => throw new InvalidOperationException("not now");
        await outbox.TellAsync("room", "kept", payload: "2");
        await outbox.TellAsync("room", "kept", payload: "2");
        await bot.ReceivedAsync(1);
        bot.Answer = _ => Task.CompletedTask;

        await Eventually.BecomesAsync("it to be taken", () => outbox.EndpointAsync("room"), endpoint => endpoint.Waiting == 0);
        Assert.Single(bot.Requests.Select(request => (request.Id, request.Body)).Distinct());
        Assert.Equal("2", bot.Requests.First().Body);
    }

    [Fact]
    public async Task What_fails_is_tried_again_under_the_same_id_until_it_is_taken()
    {
        await using var outbox = await outboxes.StartAsync();
        await using var bot = await Receiver.StartAsync();
        await outbox.AddAsync("room", bot.Url());
        bot.Answer = context =>
        {
            context.Response.StatusCode = bot.Requests.Count < 3 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };

        await outbox.TellAsync("room", "1");
        var came = await bot.ReceivedAsync(3);

        Assert.Single(came.Select(request => request.Id).Distinct());
        var endpoint = await Eventually.BecomesAsync(
            "it to be taken", () => outbox.EndpointAsync("room"), endpoint => endpoint is { Waiting: 0, FailingSince: null });
        Assert.Equal(0, endpoint.Dead);
    }

    [Fact]
    public async Task What_is_never_taken_is_on_the_dead_list_until_it_is_revived()
    {
        await using var outbox = await outboxes.StartAsync(("AttemptsMax", "3"));
        await using var bot = await Receiver.StartAsync();
        var endpoint = await outbox.AddAsync("room", bot.Url());
        bot.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };

        await outbox.TellAsync("room", "1", payload: """{"n":1}""");
        await Eventually.BecomesAsync("it to be dead", () => outbox.EndpointAsync("room"), seen => seen is { Dead: 1, Waiting: 0 });
        var dead = Assert.Single(await outbox.Endpoints.DeadAsync("room", endpoint.Id, 10, CancellationToken.None));
        Assert.Equal(("thing.made", """{"n":1}""", 3, "status 500"), (dead.Type, dead.Payload, dead.Attempts, dead.LastError));
        Assert.Equal(3, bot.Requests.Count);

        bot.Answer = _ => Task.CompletedTask;
        await using (var connection = await outbox.Database.OpenConnectionAsync())
        {
            await WebhookEndpoints.ReviveAsync(connection, "room", endpoint.Id, CancellationToken.None);
        }

        await Eventually.BecomesAsync("it to be taken", () => outbox.EndpointAsync("room"), seen => seen is { Dead: 0, Waiting: 0 });
        Assert.Equal(dead.Id.ToString(), (await bot.ReceivedAsync(4))[3].Id);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var outbox = await outboxes.StartAsync(("AttemptsMax", "1"));
        await using var bot = await Receiver.StartAsync();
        var endpoint = await outbox.AddAsync("room", bot.Url());
        bot.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        await outbox.TellAsync("room", "1");

        await Eventually.BecomesAsync("it to be dead", () => outbox.EndpointAsync("room"), seen => seen.Dead == 1);
        Assert.Equal("redirect-refused 302", (await outbox.Endpoints.DeadAsync("room", endpoint.Id, 10, CancellationToken.None))[0].LastError);
        Assert.Equal("/hook", Assert.Single(bot.Requests).Path);
    }

    [Fact]
    public async Task A_slow_receiver_is_given_up_and_keeps_nobody_waiting()
    {
        await using var outbox = await outboxes.StartAsync(("AttemptsMax", "1"), ("Timeout", "00:00:04"));
        await using var slow = await Receiver.StartAsync();
        await using var quick = await Receiver.StartAsync();
        var endpoint = await outbox.AddAsync("slow", slow.Url());
        await outbox.AddAsync("quick", quick.Url());
        var givenUp = new TaskCompletionSource();
        slow.Answer = async context =>
        {
            using var aborted = context.RequestAborted.Register(() => givenUp.TrySetResult());
            await givenUp.Task;
        };

        await outbox.TellAsync("slow", "1");
        await slow.ReceivedAsync(1);
        await outbox.TellAsync("quick", "1");
        await quick.ReceivedAsync(1);

        Assert.False(givenUp.Task.IsCompleted, "The slow one was given up before the quick one was served.");
        await Eventually.BecomesAsync("it to be dead", () => outbox.EndpointAsync("slow"), seen => seen.Dead == 1);
        Assert.Equal("timeout", (await outbox.Endpoints.DeadAsync("slow", endpoint.Id, 10, CancellationToken.None))[0].LastError);
    }

    [Fact]
    public async Task A_huge_answer_is_not_read_to_its_end_and_the_event_counts_as_taken()
    {
        await using var outbox = await outboxes.StartAsync(("Timeout", "00:00:30"));
        await using var bot = await Receiver.StartAsync();
        await outbox.AddAsync("room", bot.Url());
        var hungUp = new TaskCompletionSource<bool>();
        bot.Answer = context => PourAsync(context, hungUp);

        await outbox.TellAsync("room", "1");
        await Eventually.BecomesAsync("it to be taken", () => outbox.EndpointAsync("room"), seen => seen.Waiting == 0);

        // Long before the attempt's time was over: because of the size.
        Assert.True(await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(25)));
        Assert.Single(bot.Requests);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_dead_at_once_and_the_next_is_delivered()
    {
        await using var outbox = await outboxes.StartAsync();
        await using var bot = await Receiver.StartAsync();
        await outbox.AddAsync("room", bot.Url());

        await outbox.TellAsync("room", "1", payload: $"\"{new string('x', 64 * 1_024)}\"");
        await outbox.TellAsync("room", "2", payload: "\"small\"");

        Assert.Equal("\"small\"", (await bot.ReceivedAsync(1))[0].Body);
        await Eventually.BecomesAsync("the large one to be dead", () => outbox.EndpointAsync("room"), seen => seen is { Dead: 1, Waiting: 0 });
    }

    [Fact]
    public async Task Two_nodes_share_an_outbox_and_deliver_each_event_once_in_order()
    {
        await using var first = await outboxes.StartAsync();
        await using var second = await Outbox.StartAsync(first.Database);
        await using var bot = await Receiver.StartAsync();
        await first.AddAsync("room", bot.Url());

        for (var i = 0; i < 120; i++)
        {
            await first.TellAsync("room", $"{i}", payload: $"{i}");
        }

        await Eventually.BecomesAsync("all to be taken", () => first.EndpointAsync("room"), seen => seen.Waiting == 0);
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"{i}"), bot.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task An_endpoint_that_does_nothing_but_fail_is_disabled_and_gets_nothing_more()
    {
        await using var outbox = await outboxes.StartAsync(("DisableAfter", "00:00:01"), ("AttemptsMax", "100"));
        await outbox.AddAsync("room", "http://127.0.0.1:1/nobody");

        await outbox.TellAsync("room", "1");
        var endpoint = await Eventually.BecomesAsync("it to be disabled", () => outbox.EndpointAsync("room"), seen => seen.DisabledAt is not null);
        await outbox.TellAsync("room", "2");

        Assert.Equal(1, (await outbox.EndpointAsync("room")).Waiting);
        Assert.NotNull(endpoint.FailingSince);
    }

    /// <summary>By hand, from the text of the standard: not by the code that is tested.</summary>
    private static string Sign(string secret, string content)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(secret["whsec_".Length..]));
        hash.AppendData(Encoding.UTF8.GetBytes(content));
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>Writes on and on until the other side hangs up, or has read for far too long.</summary>
    private static async Task PourAsync(HttpContext context, TaskCompletionSource<bool> hungUp)
    {
        var chunk = new byte[64 * 1_024];
        var watch = Stopwatch.StartNew();
        try
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // What is written after the other side has gone is thrown away, until this is noticed.
            hungUp.TrySetResult(true);
        }

        hungUp.TrySetResult(false);
    }
}
