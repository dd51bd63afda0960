using System.Text.Json;
using System.Text.Json.Nodes;
using Support;

namespace Chat.Client.Tests.Conformance;

/// <summary>Carries out a case with clients of .NET.</summary>
internal sealed class CaseRunner(ConformanceCase single, string protocol, Control control) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly Dictionary<string, ObservedClient> clients = [];

    public async Task RunAsync()
    {
        var names = single.Steps.SelectMany(Names).Distinct().ToList();
        await control.OpenAsync(names);
        names.ForEach(name => clients[name] = new(name));
        for (var i = 0; i < single.Steps.Count; i++)
        {
            try
            {
                await DoAsync(single.Steps[i]);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Step {i + 1}, {single.Steps[i].ToJsonString()}: {exception.Message}", exception);
            }
        }

        Assert.All(clients.Values, client => Assert.NotNull(client.View));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values)
        {
            await client.DisposeAsync();
        }

        await control.CloseAsync();
    }

    private Task DoAsync(JsonObject step) => Text(step, "do") switch
    {
        "connect" => ExpectingAsync(step, () => ConnectAsync(step)),
        "join" => ExpectingAsync(step, () => JoinAsync(step)),
        "leave" => Of(step).Room!.LeaveAsync(),
        "stop" => Of(step).StopAsync(),
        "fault" => control.BreakAsync(step),
        "clock" => SetClock(step),
        "send" => ExpectingAsync(step, () => SendAsync(step)),
        "settle" => Task.WhenAll(Of(step).Sent.Select(sent => sent.Sequenced)).WaitAsync(TimeSpan.FromSeconds(20)),
        "stored" => Task.WhenAll(Of(step).Sent.Select(sent => sent.Stored)).WaitAsync(TimeSpan.FromSeconds(20)),
        "keep-old" => KeepOldAsync(step),
        "edit" => ExpectingAsync(step, () => Of(step).Room!.EditAsync(Entry(step).Id, Text(step, "text"))),
        "delete" => ExpectingAsync(step, () => Of(step).Room!.DeleteAsync(Entry(step).Id)),
        "react" => ExpectingAsync(step, () => Of(step).Room!.ReactAsync(Entry(step).Id, Text(step, "emoji"), (bool?)step["on"] ?? true)),
        "history" => ExpectingAsync(step, () => HistoryAsync(step)),
        "typing" => TypeAsync(step),
        "presence" => PresenceAsync(step),
        "mark-read" => MarkReadAsync(step),
        "readers" => ReadersAsync(step),
        "expect-presence" => BecomesAsync(step, client => client.SeesOnline(UserOf(step, "user")), (bool)step["online"]!),
        "expect-view" => BecomesAsync(step, client => client.View.Count, (int)step["entries"]!),
        "expect-reloads" => BecomesAsync(step, client => Words(client.Reloads.Select(Word)), Words(Strings(step, "reasons"))),
        "expect-states" => BecomesAsync(step, client => Words(client.States.Select(Word)), Words(Strings(step, "states"))),
        "expect-state" => BecomesAsync(step, client => Word(client.States[^1]) + client.States[^1].Cause?.Code, Text(step, "state") + StateCode(step)),
        "expect-ended" => BecomesAsync(step, client => client.Ended, (string?)step["code"] ?? ""),
        "expect-kinds" => BecomesAsync(step, client => Words(client.View.Select(entry => entry.Kind)), Words(Strings(step, "kinds"))),
        "expect-outbox" => BecomesAsync(step, client => client.Store.ReadOutboxAsync(default).AsTask().Result.Count, (int)step["kept"]!),
        "expect-own-order" => BecomesAsync(step, OwnTexts, Words(Of(step).Sent.Select(sent => sent.Text))),
        "expect-same" => ExpectSameAsync(step),
        "expect-entry" => ExpectEntryAsync(step),
        "expect-counts" => ExpectCountsAsync(step),
        "expect-log" => Eventually.BecomesAsync("the log to hold the messages", control.CountAsync, count => count == (int)step["messages"]!),
        "expect-transport" => Eventually.BecomesAsync(
            "the client to be served by it", () => control.TransportAsync(Text(step, "client")), transport => transport == Text(step, "transport")),
        var verb => throw new InvalidOperationException($"There is no step '{verb}'."),
    };

    private async Task ConnectAsync(JsonObject step)
    {
        var observed = Of(step);
        var access = control.Of(observed.Name);
        var client = new ChatClient(Options(new()
        {
            Url = access.Url,
            AccessToken = _ => new((string?)step["token"] ?? access.Token),
            Protocol = protocol == "json" ? ChatProtocol.Json : ChatProtocol.MessagePack,
            Store = observed.Store,
            TimeProvider = observed.Clock,
            RetryDelayMin = TimeSpan.FromMilliseconds(20),
            RetryDelayMax = TimeSpan.FromMilliseconds(500),
        }));
        observed.Observe(client);
        await client.ConnectAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private ChatClientOptions Options(ChatClientOptions options)
    {
        foreach (var (key, value) in single.Options ?? [])
        {
            switch (key)
            {
                case "answerTimeoutMs":
                    options.AnswerTimeout = TimeSpan.FromMilliseconds((int)value!);
                    break;
                case "resumeEntriesMax":
                    options.ResumeEntriesMax = (int)value!;
                    break;
                default:
                    throw new InvalidOperationException($"There is no option '{key}'.");
            }
        }

        return options;
    }

    private async Task JoinAsync(JsonObject step)
    {
        var client = Of(step);
        if (client.Client is null)
        {
            await ConnectAsync(step);
        }

        var room = (string?)step["room"] ?? control.Room;
        var from = step["from"] switch
        {
            null => null,
            JsonValue => await client.Store.ReadPositionAsync(room, default),
            var position => position.Deserialize<ChatPosition>(Web),
        };
        await client.JoinAsync(room, from).WaitAsync(TimeSpan.FromSeconds(20));
    }

    private Task SetClock(JsonObject step)
    {
        Of(step).Clock.Behind = TimeSpan.FromMinutes((int)step["behindMinutes"]!);
        return Task.CompletedTask;
    }

    private async Task SendAsync(JsonObject step)
    {
        var client = Of(step);
        var options = new SendOptions(
            step["replyToEntry"] is { } at ? client.View[(int)at].Id : null,
            step["attachments"].Deserialize<List<ChatAttachment>>(Web),
            step["mentions"].Deserialize<List<string>>(Web));
        var sent = Enumerable.Range(0, (int?)step["count"] ?? 1)
            .Select(_ => client.Room!.Send((string?)step["text"] ?? $"{client.Name} {client.Sent.Count + 1}", options))
            .Select(message => Keep(client, message, step)).ToList();
        if (step["wait"] is null)
        {
            await Task.WhenAll(sent.Select(message => message.Sequenced)).WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private static OutgoingMessage Keep(ObservedClient client, OutgoingMessage message, JsonObject step)
    {
        if (step["fails"] is null)
        {
            client.Sent.Add(message);
        }

        return message;
    }

    /// <summary>What the last run of a program left in its outbox, long ago.</summary>
    private async Task KeepOldAsync(JsonObject step)
    {
        // A member before: else its messages would be refused.
        var client = Of(step);
        await ConnectAsync(step);
        await client.JoinAsync(control.Room, null);
        await client.StopAsync();
        var made = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes((int)step["ageMinutes"]!);
        var kept = new KeptMessage(Guid.CreateVersion7(made), control.Room, "from long ago", null, made);
        await client.Store.AddToOutboxAsync(kept, default);
        if ((bool)step["taken"]!)
        {
            var append = new JsonObject { ["fault"] = "append", ["user"] = control.Of(client.Name).User, ["clientMessageId"] = kept.ClientMessageId };
            await control.BreakAsync(append);
        }
    }

    private async Task HistoryAsync(JsonObject step)
    {
        var page = await Of(step).Room!.GetHistoryAsync((long?)step["before"], (long?)step["after"], (int?)step["limit"]);
        Assert.Equal(
            ((long)step["first"]!, (long)step["last"]!, (bool)step["more"]!),
            (page.Entries[0].Sequence, page.Entries[^1].Sequence, page.More));
    }

    private async Task TypeAsync(JsonObject step)
    {
        var heard = clients[Text(step, "heardBy")];
        await Of(step).Room!.TypeAsync();
        await Eventually.BecomesAsync("the typing to be heard", () => Task.FromResult(Words(heard.Typing)), users => users == control.Of(Of(step).Name).User);
    }

    private async Task PresenceAsync(JsonObject step)
    {
        var present = await Of(step).Room!.GetPresenceAsync();
        Assert.Equal(Strings(step, "users").Select(name => control.Of(name).User), present.Users!.Order());
        Assert.Equal(present.Users!.Count, present.Online);
    }

    private async Task MarkReadAsync(JsonObject step)
    {
        var expected = (control.Of(Of(step).Name).User, (long)step["sequence"]!);
        var heard = clients[Text(step, "heardBy")];
        await Of(step).Room!.MarkReadAsync((long)step["sequence"]!);
        await Eventually.BecomesAsync("the receipt to be heard", () => Task.FromResult(heard.Receipts), receipts => receipts.Contains(expected));
    }

    private async Task ReadersAsync(JsonObject step)
    {
        var readers = await Of(step).Room!.GetReadersAsync();
        Assert.Contains(new(UserOf(step, "user"), (long)step["sequence"]!), readers);
    }

    private async Task ExpectSameAsync(JsonObject step)
    {
        var views = Strings(step, "clients").Select(name => clients[name]).ToList();
        await Eventually.BecomesAsync(
            "all to see the same",
            () => Task.FromResult(views.Select(client => JsonSerializer.Serialize(client.View.Select(entry => (entry.Epoch, entry.Sequence, entry.Kind, entry.Id, entry.Text).ToString()))).ToList()),
            seen => seen.Distinct().Count() == 1);
    }

    private Task ExpectEntryAsync(JsonObject step)
    {
        var client = Of(step);
        var entry = Entry(step);
        Assert.Equal(client.View[(int)step["replyToEntry"]!].Id, entry.ReplyTo);
        Assert.Equal(step["attachments"].Deserialize<List<ChatAttachment>>(Web), entry.Attachments);
        Assert.Equal(step["mentions"].Deserialize<List<string>>(Web), entry.Mentions);
        return Task.CompletedTask;
    }

    private async Task ExpectCountsAsync(JsonObject step)
    {
        var (of, history) = (Entry(step), await Of(step).Room!.GetHistoryAsync());
        var message = history.Entries.Single(entry => entry.Id == of.Id && entry.Kind == ChatEntryKinds.Message);
        Assert.Equal(step["reactions"].Deserialize<List<ChatReactionCount>>(Web), message.Reactions);
        Assert.Equal((long?)step["replies"], message.Replies);
    }

    private async Task ExpectingAsync(JsonObject step, Func<Task> act)
    {
        if (step["fails"] is { } code)
        {
            Assert.Equal((string?)code, (await Assert.ThrowsAsync<ChatException>(act)).Code);
        }
        else
        {
            await act();
        }
    }

    private Task BecomesAsync<T>(JsonObject step, Func<ObservedClient, T> read, T expected) => Eventually.BecomesAsync(
        $"{Text(step, "client")} to see {expected}",
        () => Task.FromResult(read(Of(step))),
        seen => EqualityComparer<T>.Default.Equals(seen, expected));

    private static string OwnTexts(ObservedClient client)
    {
        var own = client.Sent.Select(sent => sent.ClientMessageId).ToHashSet();
        return Words(client.View.Where(entry => entry.ClientMessageId is { } id && own.Contains(id)).Select(entry => entry.Text!));
    }

    private ObservedClient Of(JsonObject step) => clients[Text(step, "client")];

    private string UserOf(JsonObject step, string key) => control.Of(Text(step, key)).User;

    private ChatEntry Entry(JsonObject step) => Of(step).View[(int)step["entry"]!];

    private static IEnumerable<string> Names(JsonObject step) => ((string?[])[(string?)step["client"], (string?)step["heardBy"]]).OfType<string>();

    private static string Text(JsonObject step, string key) => (string)step[key]!;

    private static IEnumerable<string> Strings(JsonObject step, string key) => step[key].Deserialize<List<string>>()!;

    private static string? StateCode(JsonObject step) => (string?)step["code"] ?? (Text(step, "state") == "reconnecting" ? "connection-lost" : null);

    private static string Words(IEnumerable<string> words) => string.Join(' ', words);

    private static string Word(ChatStateChange change) => JsonNamingPolicy.KebabCaseLower.ConvertName(change.State.ToString());

    private static string Word(ReloadReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
