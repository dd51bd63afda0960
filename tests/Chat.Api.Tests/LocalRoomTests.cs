using System.Diagnostics.Metrics;
using Chat.Api.Delivery;
using Chat.Api.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Api.Tests;

/// <summary>The one order of a room, whatever order its entries come in.</summary>
public sealed class LocalRoomTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private int gaps;

    public void Dispose() => services.Dispose();

    [Fact]
    public void The_next_entry_is_delivered_at_once_and_one_beyond_waits_for_those_before_it()
    {
        var room = Open(new(Epoch: 2, Sequence: 10, Base: 5, Stored: 10));

        room.Offer(Entry(2, 11));
        Assert.Equal(new(2, 11), room.Delivered);

        room.Offer(Entry(2, 13));
        Assert.Equal(new(2, 11), room.Delivered);
        Assert.Equal(1, gaps);

        // What comes next may be the one that is missing, and must not overtake the one that waits.
        room.Offer(Entry(2, 12));
        Assert.Equal(new(2, 13), room.Delivered);
        room.Offer(Entry(2, 14));
        Assert.Equal(new(2, 14), room.Delivered);
        Assert.Equal(1, gaps);
    }

    [Fact]
    public void What_was_delivered_is_known_by_its_place_also_across_epochs()
    {
        var room = Open(new(Epoch: 2, Sequence: 10, Base: 5, Stored: 10));
        Assert.True(room.HasDelivered(2, 10));
        Assert.True(room.HasDelivered(1, 99));
        Assert.False(room.HasDelivered(2, 11));
        Assert.False(room.HasDelivered(3, 1));

        // Another epoch that began after 8: its first entry is the ninth.
        room.Offer(Entry(3, 9, origin: 8));
        Assert.Equal(new(3, 9), room.Delivered);
        Assert.True(room.HasDelivered(2, 11));
        Assert.False(room.HasDelivered(3, 10));
    }

    [Fact]
    public void A_room_that_is_not_open_has_delivered_nothing()
    {
        var room = Create();
        room.Offer(Entry(1, 1));
        Assert.False(room.HasDelivered(1, 1));
        Assert.Null(room.Delivered);
    }

    private LocalRoom Open(RoomHead head)
    {
        var room = Create();
        room.Resync(head);
        return room;
    }

    private LocalRoom Create() => new(
        "lobby", new ChatMetrics(services.GetRequiredService<IMeterFactory>()), TimeProvider.System, _ => { }, _ => gaps++, _ => { });

    private static Sequenced Entry(long epoch, long sequence, long origin = 5) => new(
        new()
        {
            Room = "lobby", Epoch = epoch, Sequence = sequence, Ordinal = sequence, Kind = EntryKinds.Message, Id = Guid.CreateVersion7(), Sender = "ann",
            SentAt = DateTime.UtcNow,
        },
        origin,
        Bytes: 100);
}
