using Chat.Api.Messages;
using Chat.Api.Storage;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Api.Tests;

/// <summary>A message has one effect for as long as its id is taken.</summary>
public sealed class ClientMessageIdTests(ChatNodes nodes)
{
    private static readonly TimeSpan Window = new MessageOptions().DeduplicationWindow;

    [Theory]
    [InlineData(-14)]
    [InlineData(0)]
    [InlineData(4)]
    public async Task An_id_is_remembered_until_it_is_refused(int minutesAhead)
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await ann.JoinAsync(room);
        var made = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(minutesAhead);
        var id = Guid.CreateVersion7(made);
        await ann.SendAsync(room, "once", id.ToString());

        var key = nodes.First.Services.GetRequiredService<Partitions>().Of(room).ClientMessage(id, "ann");
        var forgottenIn = await nodes.Redis.GetDatabase().KeyTimeToLiveAsync(key);

        Assert.InRange(forgottenIn!.Value, made + Window - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
    }

    [Fact]
    public void An_id_is_refused_by_the_moment_at_which_it_may_be_forgotten()
    {
        var sent = TimeProvider.System.GetUtcNow();
        var (ahead, forgotten) = (TimeSpan.FromMinutes(5), sent + ClientMessageId.Remembered(Window));
        var id = Guid.CreateVersion7(sent + ahead).ToString();

        Assert.Equal(id, ClientMessageId.Parse(id, sent, Window).ToString());
        Assert.Equal(ErrorCodes.IdTooOld, Assert.Throws<RefusedException>(() => ClientMessageId.Parse(id, forgotten + TimeSpan.FromMilliseconds(1), Window)).Code);
        Assert.Equal(ErrorCodes.IdInvalid, Assert.Throws<RefusedException>(() => ClientMessageId.Parse(
            Guid.CreateVersion7(sent + ahead + TimeSpan.FromMilliseconds(2)).ToString(), sent, Window)).Code);
    }
}
