using Chat.Client.Contract;
using Chat.Client.Sending;
using Chat.Client.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Chat.Client.Tests;

/// <summary>Messages go out in order, under one id, until they have their place or are refused for good.</summary>
public sealed class OutboxTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ChatClientOptions options = Samples.Options();
    private readonly InMemoryChatStore store = new();
    private Outbox? outbox;
    private long sequence;

    [Theory]
    [InlineData("unavailable"), InlineData("backlog-full"), InlineData("too-fast"), InlineData("too-busy"), InlineData("draining"), InlineData("not-stored"), InlineData("connection-lost")]
    public async Task A_message_that_fails_for_the_moment_goes_out_again_under_its_id_and_before_the_next(string code)
    {
        var failures = 2;
        var links = Service(request => failures-- > 0 ? throw new ChatException(code, "Later.") : Place());
        var (first, second) = (Send(links, "first"), Send(links, "second"));

        Assert.Equal((1, 2), ((await first.Sequenced.WaitAsync(Patience)).Sequence, (await second.Sequenced.WaitAsync(Patience)).Sequence));
        Assert.Equal(["first", "first", "first", "second"], Requests(links).Select(request => request.Text));
        Assert.Equal(2, Requests(links).Select(request => request.ClientMessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_message_that_is_refused_fails_with_the_code_and_the_next_goes_on()
    {
        var links = Service(request => request.Text == "bad" ? throw new ChatException("text-empty", "No.") : Place());
        var (bad, good) = (Send(links, "bad"), Send(links, "good"));

        Assert.Equal("text-empty", (await Assert.ThrowsAsync<ChatException>(() => bad.Sequenced.WaitAsync(Patience))).Code);
        Assert.Equal("text-empty", (await Assert.ThrowsAsync<ChatException>(() => bad.Stored.WaitAsync(Patience))).Code);
        Assert.Equal(1, (await good.Sequenced.WaitAsync(Patience)).Sequence);
    }

    [Fact]
    public async Task More_messages_than_the_limit_are_refused_at_once()
    {
        options.OutboxLimit = 2;
        var links = Service(_ => throw new ChatException("unavailable", "Later."));
        var sent = Enumerable.Range(0, 3).Select(i => Send(links, $"{i}")).ToList();

        Assert.Equal("outbox-full", (await Assert.ThrowsAsync<ChatException>(() => sent[2].Sequenced)).Code);
        Assert.Equal(["0", "1"], outbox!.Waiting.Select(message => message.Text));
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_in_time_is_given_up()
    {
        options.GiveUpAfter = TimeSpan.FromMilliseconds(30);
        var message = Send(Service(_ => throw new ChatException("unavailable", "Later.")), "never");

        Assert.Equal("gave-up", (await Assert.ThrowsAsync<ChatException>(() => message.Sequenced.WaitAsync(Patience))).Code);
        await Eventually.BecomesAsync("the store to forget it", KeptAsync, kept => kept.Count == 0);
    }

    [Fact]
    public async Task A_defect_of_the_service_is_not_tried_for_ever()
    {
        var links = Service(_ => throw new ChatException("internal-error", "An unexpected error occurred."));
        var message = Send(links, "unlucky");

        Assert.Equal("internal-error", (await Assert.ThrowsAsync<ChatException>(() => message.Sequenced.WaitAsync(Patience))).Code);
        Assert.Equal(5, Requests(links).Count);
    }

    [Fact]
    public async Task The_entry_of_a_message_is_as_good_as_its_answer()
    {
        var links = Service(_ => throw new ChatException("connection-lost", "The answer was lost."));
        var message = Send(links, "heard");

        outbox!.Arrived(Samples.Entry(7, clientMessageId: message.ClientMessageId));

        Assert.Equal(7, (await message.Sequenced.WaitAsync(Patience)).Sequence);
        await Eventually.BecomesAsync("nothing to wait", () => Task.FromResult(outbox.Waiting.Count), count => count == 0);
    }

    [Fact]
    public async Task A_message_whose_entry_came_holds_up_none_for_the_sake_of_its_answer()
    {
        var lost = new ManualResetEventSlim();
        var links = Service(request =>
        {
            if (request.Text == "heard")
            {
                lost.Wait(TestContext.Current.CancellationToken);
            }

            return Place();
        });
        var (heard, next) = (Send(links, "heard"), Send(links, "next"));
        await Eventually.BecomesAsync("the first to be sent", () => Task.FromResult(Requests(links).Count), count => count == 1);

        outbox!.Arrived(Samples.Entry(7, clientMessageId: heard.ClientMessageId));

        await next.Sequenced.WaitAsync(Patience);
        Assert.Equal(["heard", "next"], Requests(links).Select(request => request.Text));
        lost.Set();
    }

    [Fact]
    public async Task A_message_is_kept_before_it_is_sent_and_forgotten_when_it_has_its_place()
    {
        IReadOnlyList<KeptMessage> during = [];
        var message = Send(Service(_ =>
        {
            during = KeptAsync().Result;
            return Place();
        }), "kept");

        await message.Sequenced.WaitAsync(Patience);

        Assert.Equal([message.ClientMessageId], during.Select(kept => kept.ClientMessageId));
        await Eventually.BecomesAsync("the store to forget it", KeptAsync, kept => kept.Count == 0);
    }

    [Fact]
    public async Task An_id_that_is_too_old_goes_out_anew_only_if_history_does_not_hold_it()
    {
        var history = new HistoryPage([Samples.Entry(3)], More: false);
        var ids = new List<string>();
        var links = Service(
            request =>
            {
                ids.Add(request.ClientMessageId);
                return ids.Count == 1 ? throw new ChatException("id-too-old", "Ask history.") : Place();
            },
            () => history);
        var message = Send(links, "old");
        await message.Sequenced.WaitAsync(Patience);
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids[1], message.ClientMessageId.ToString());

        ids.Clear();
        var taken = new TaskCompletionSource<OutgoingMessage>();
        links.Answer = (method, _) => method == "GetMessages"
            ? new HistoryPage([Samples.Entry(9, clientMessageId: taken.Task.Result.ClientMessageId)], More: false)
            : throw new ChatException("id-too-old", "Ask history.");
        var old = Send(links, "taken");
        taken.SetResult(old);
        Assert.Equal(9, (await old.Sequenced.WaitAsync(Patience)).Sequence);
    }

    [Fact]
    public async Task A_message_whose_new_id_is_too_old_as_well_fails_at_once_and_the_next_goes_on()
    {
        // It takes the fifth: a client that goes on making ids must not run for ever.
        var tries = 0;
        var links = Service(
            request => request.Text == "slow clock" && ++tries < 5 ? throw new ChatException("id-too-old", "Ask history.") : Place(),
            () => new HistoryPage([Samples.Entry(3)], More: false));
        var (refused, next) = (Send(links, "slow clock"), Send(links, "next"));

        Assert.Equal("id-too-old", (await Assert.ThrowsAsync<ChatException>(() => refused.Sequenced.WaitAsync(Patience))).Code);
        Assert.Equal(1, (await next.Sequenced.WaitAsync(Patience)).Sequence);
        Assert.Equal(["slow clock", "slow clock", "next"], Requests(links).Select(request => request.Text));
        await Eventually.BecomesAsync("the store to forget both", KeptAsync, kept => kept.Count == 0);
    }

    [Fact]
    public async Task A_message_whose_entry_comes_while_history_is_searched_is_not_sent_again()
    {
        var id = "";
        var links = Service(
            request =>
            {
                id = request.ClientMessageId;
                throw new ChatException("id-too-old", "Ask history.");
            },
            () =>
            {
                outbox!.Arrived(Samples.Entry(7, clientMessageId: Guid.Parse(id)));
                return new HistoryPage([], More: false);
            });

        Assert.Equal(7, (await Send(links, "heard").Sequenced.WaitAsync(Patience)).Sequence);
        await Eventually.BecomesAsync("nothing to wait", () => Task.FromResult(outbox!.Waiting.Count), count => count == 0);
        Assert.Single(Requests(links));
    }

    [Fact]
    public async Task A_new_id_whose_answer_was_lost_may_grow_too_old_and_be_renewed_again()
    {
        var answers = new Queue<string?>(["id-too-old", "connection-lost", "id-too-old", null]);
        var links = Service(
            _ => answers.Dequeue() is { } code ? throw new ChatException(code, "No.") : Place(),
            () => new HistoryPage([Samples.Entry(3)], More: false));

        Assert.Equal(1, (await Send(links, "long away").Sequenced.WaitAsync(Patience)).Sequence);
        Assert.Equal(3, Requests(links).Select(request => request.ClientMessageId).Distinct().Count());
    }

    [Fact]
    public async Task Stored_covers_all_messages_up_to_a_sequence()
    {
        var links = Service(_ => Place());
        var sent = Enumerable.Range(0, 3).Select(i => Send(links, $"{i}")).ToList();
        await Task.WhenAll(sent.Select(message => message.Sequenced)).WaitAsync(Patience);

        outbox!.Stored(Samples.Room, 2);

        await Task.WhenAll(sent[0].Stored, sent[1].Stored).WaitAsync(Patience);
        Assert.False(sent[2].Stored.IsCompleted);
    }

    [Fact]
    public async Task A_new_epoch_tells_lost_messages_from_those_that_are_still_there()
    {
        var ids = new List<Guid>();
        var links = Service(
            _ =>
            {
                var receipt = Place();
                ids.Add(receipt.Id);
                return receipt;
            },
            () => new HistoryPage([Samples.Entry(1) with { Id = ids[0] }], More: false));
        var (there, gone) = (Send(links, "there"), Send(links, "gone"));
        await Task.WhenAll(there.Sequenced, gone.Sequenced).WaitAsync(Patience);

        outbox!.EpochIs(Samples.Room, 2);
        outbox.Stored(Samples.Room, 5);

        await there.Stored.WaitAsync(Patience);
        Assert.Equal("message-lost", (await Assert.ThrowsAsync<ChatException>(() => gone.Stored.WaitAsync(Patience))).Code);
    }

    [Fact]
    public async Task What_is_not_sent_when_the_client_stops_stays_in_the_store()
    {
        var message = Send(Service(_ => throw new ChatException("unavailable", "Later.")), "later");
        await Eventually.BecomesAsync("the store to keep it", KeptAsync, kept => kept.Count == 1);

        await outbox!.DisposeAsync();

        Assert.Equal("client-stopped", (await Assert.ThrowsAsync<ChatException>(() => message.Sequenced.WaitAsync(Patience))).Code);
        Assert.Equal([message.ClientMessageId], (await KeptAsync()).Select(kept => kept.ClientMessageId));
    }

    [Fact]
    public async Task What_is_not_sent_when_the_service_ends_the_client_stays_in_the_store()
    {
        var links = Service(_ => throw new ChatException("revoked", "No."));
        links.HasEnded = true;
        var message = Send(links, "not now");

        Assert.Equal("revoked", (await Assert.ThrowsAsync<ChatException>(() => message.Sequenced.WaitAsync(Patience))).Code);
        await Eventually.BecomesAsync("nothing to wait", () => Task.FromResult(outbox!.Waiting.Count), count => count == 0);
        Assert.Equal([message.ClientMessageId], (await KeptAsync()).Select(kept => kept.ClientMessageId));
    }

    public async ValueTask DisposeAsync()
    {
        if (outbox is not null)
        {
            await outbox.DisposeAsync();
        }
    }

    private static FakeLinks Service(Func<SendRequest, SendReceipt> send, Func<HistoryPage>? history = null) => new()
    {
        Answer = (method, arguments) => method == "SendMessage" ? send((SendRequest)arguments[0]!) : history!(),
    };

    private OutgoingMessage Send(FakeLinks links, string text)
    {
        options.Store = store;
        outbox ??= new(options, links, NullLogger.Instance);
        return outbox.Send(Samples.Room, text, null);
    }

    private SendReceipt Place() => new(1, ++sequence, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().UtcDateTime);

    private static List<SendRequest> Requests(FakeLinks links) =>
        [.. links.Calls.Where(call => call.Method == "SendMessage").Select(call => (SendRequest)call.Arguments[0]!)];

    private Task<IReadOnlyList<KeptMessage>> KeptAsync() => store.ReadOutboxAsync(CancellationToken.None).AsTask();
}
