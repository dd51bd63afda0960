using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using EndToEnd.Fixture;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Npgsql;
using Support;

namespace EndToEnd.Chat;

/// <summary>People who chat, through the whole system.</summary>
[Collection(SystemCollection.Name)]
public sealed class ChatTests(SystemFixture system)
{
    [Fact]
    public async Task A_message_crosses_nodes_is_stored_and_greets_who_comes_later()
    {
        var room = await CreateRoom("ann");
        await using var ann = await system.ConnectAsync("ann", system.AddressOf("chat"));
        await using var bob = await system.ConnectAsync("bob", system.AddressOf("chat-2"));
        var heard = Entries(bob);
        await ann.InvokeAsync<JsonElement>("JoinRoom", room, null);
        var joined = await bob.InvokeAsync<JsonElement>("JoinRoom", room, null);

        var receipt = await ann.InvokeAsync<JsonElement>("SendMessage", Message(room, "Good morning"));
        var entry = await Next(heard, "Bob to hear Ann");

        Assert.Equal("Good morning", entry.GetProperty("text").GetString());
        Assert.Equal("message", entry.GetProperty("kind").GetString());
        Assert.Equal("ann", entry.GetProperty("sender").GetString());
        Assert.Equal(receipt.GetProperty("sequence").GetInt64(), entry.GetProperty("sequence").GetInt64());
        Assert.Equal(joined.GetProperty("epoch").GetInt64(), entry.GetProperty("epoch").GetInt64());

        await Eventually.BecomesAsync("the message to be in PostgreSQL", () => StoredTexts(room), texts => texts.Contains("Good morning"));

        await using var carol = await system.ConnectAsync("carol");
        var history = await carol.InvokeAsync<JsonElement>("JoinRoom", room, null);
        Assert.Contains(history.GetProperty("entries").EnumerateArray(), found => found.GetProperty("text").GetString() == "Good morning");
    }

    [Fact]
    public async Task Who_comes_back_with_a_position_gets_exactly_what_was_missed()
    {
        var room = await CreateRoom("dave");
        await using var dave = await system.ConnectAsync("dave");
        await dave.InvokeAsync<JsonElement>("JoinRoom", room, null);
        var first = await dave.InvokeAsync<JsonElement>("SendMessage", Message(room, "one"));
        await dave.InvokeAsync<JsonElement>("SendMessage", Message(room, "two"));
        await dave.InvokeAsync<JsonElement>("SendMessage", Message(room, "three"));

        await using var again = await system.ConnectAsync("dave");
        var position = new { epoch = first.GetProperty("epoch").GetInt64(), sequence = first.GetProperty("sequence").GetInt64() };
        var missed = await again.InvokeAsync<JsonElement>("JoinRoom", room, position);

        Assert.Equal(["two", "three"], missed.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("text").GetString()!));
        Assert.False(missed.GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task Fifty_default_clients_of_every_transport_connect_through_the_gateway()
    {
        HttpTransportType[] transports = [HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling];
        var room = await CreateRoom("host");
        var connecting = Enumerable.Range(0, 50).Select(number =>
            system.ConnectAsync($"guest-{number}", configure: options => options.Transports = transports[number % transports.Length])).ToList();

        var connections = await Task.WhenAll(connecting);
        try
        {
            var heard = connections.Select(Entries).ToList();
            foreach (var connection in connections)
            {
                await connection.InvokeAsync<JsonElement>("JoinRoom", room, null);
            }

            await connections[0].InvokeAsync<JsonElement>("SendMessage", Message(room, "Welcome"));

            var entries = await Task.WhenAll(heard.Select(entries => Next(entries, "every client to hear the welcome")));
            Assert.All(entries, entry => Assert.Equal("Welcome", entry.GetProperty("text").GetString()));
        }
        finally
        {
            await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Nobody_chats_without_a_token()
    {
        using var anonymous = system.Anonymous();
        using var negotiation = await anonymous.PostAsync("/hubs/chat/negotiate?negotiateVersion=1", null, TestContext.Current.CancellationToken);
        using var rooms = await anonymous.GetAsync("/rooms", TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, negotiation.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, rooms.StatusCode);
    }

    private async Task<string> CreateRoom(string owner)
    {
        using var client = await system.As(owner);
        var id = $"room-{Guid.CreateVersion7():n}";
        using var answer = await client.PostAsJsonAsync("/rooms", new { id, name = "A room", kind = "public" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return id;
    }

    private static object Message(string room, string text) => new
    {
        room,
        clientMessageId = Guid.CreateVersion7().ToString(),
        text,
        replyTo = (string?)null,
        attachments = (object?)null,
        mentions = (object?)null,
    };

    private static Channel<JsonElement> Entries(HubConnection connection)
    {
        var entries = Channel.CreateUnbounded<JsonElement>();
        connection.On<JsonElement>("Appended", entry => entries.Writer.TryWrite(entry));
        return entries;
    }

    private static async Task<JsonElement> Next(Channel<JsonElement> entries, string what)
    {
        try
        {
            return await entries.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited 20 s for {what}; nothing came.");
        }
    }

    private async Task<IReadOnlyList<string>> StoredTexts(string room)
    {
        await using var source = NpgsqlDataSource.Create(await system.ConnectionStringOf("chatdb"));
        await using var command = source.CreateCommand("SELECT text FROM entries WHERE room = $1");
        command.Parameters.Add(new() { Value = room });
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        }

        return texts;
    }
}
