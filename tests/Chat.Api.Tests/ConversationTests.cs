using Chat.Api.Messages;
using Chat.Api.Tests.Nodes;

using Support;

namespace Chat.Api.Tests;

/// <summary>The contract of the hub, between clients of two nodes.</summary>
public sealed class ConversationTests(ChatNodes nodes)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clients_of_two_nodes_exchange_a_message_and_a_third_finds_it_as_history(bool messagePack)
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann", messagePack);
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob", messagePack);
        Assert.Equal((1, 0, 0, false), Shape(await ann.JoinAsync(room)));
        await bob.JoinAsync(room);

        var request = new SendRequest(
            room, TestClient.NewId(), "Hello \U0001F44B", null, [new("img1", 640, 480, "LEHV6n")], ["bob"]);
        var receipt = await ann.SendAsync(request);

        var entry = Assert.Single(await bob.AppendedAsync(room, 1));
        Assert.Equal((room, 1, 1, 1), (entry.Room, entry.Epoch, entry.Sequence, entry.Ordinal));
        Assert.Equal((EntryKinds.Message, receipt.Id, "ann", request.Text), (entry.Kind, entry.Id, entry.Sender, entry.Text));
        Assert.Equal((receipt.Epoch, receipt.Sequence, receipt.SentAt), (entry.Epoch, entry.Sequence, entry.SentAt));
        Assert.Equal(Guid.Parse(request.ClientMessageId), entry.ClientMessageId);
        Assert.Equal(request.Attachments, entry.Attachments);
        Assert.Equal(request.Mentions, entry.Mentions);
        Assert.Equal(receipt.Id, Assert.Single(await ann.AppendedAsync(room, 1)).Id);
        await ann.StoredAsync(room, 1);
        Assert.Equal(request.Text, await TextInDatabaseAsync(room, 1));

        await using var cem = await TestClient.ConnectAsync(nodes.Second, "cem", messagePack);
        var joined = await cem.JoinAsync(room);
        Assert.Equal((1, 1, 1, false), Shape(joined));
        Assert.Equivalent(entry, joined.Entries[0], strict: true);
    }

    private static (long Epoch, long Sequence, int Entries, bool More) Shape(JoinAnswer answer) =>
        (answer.Epoch, answer.Sequence, answer.Entries.Count, answer.More);

    private async Task<string?> TextInDatabaseAsync(string room, long sequence)
    {
        await using var command = nodes.Database.CreateCommand("SELECT text FROM entries WHERE room = $1 AND sequence = $2");
        command.Parameters.Add(new() { Value = room });
        command.Parameters.Add(new() { Value = sequence });
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
