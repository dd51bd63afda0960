using Chat.Api.Presence;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Api.Tests.Presence;

/// <summary>What gathers in an interval becomes one change.</summary>
public sealed class RoomPresenceTests
{
    [Fact]
    public void Changes_of_an_interval_become_one_and_the_last_counts()
    {
        var room = new RoomPresence();
        room.Add(new(1, 1, ["ann"], []));
        room.Add(new(2, 2, ["bob"], []));
        room.Add(new(3, 1, [], ["ann"]));

        var due = room.Take();

        Assert.Equivalent(new PresenceChange(1, ["bob"], ["ann"], Complete: false, 3), due.Change, strict: true);
        Assert.False(due.ListForAll);
        Assert.Null(room.Take().Change);
    }

    [Fact]
    public void A_large_room_is_told_once_a_second_and_others_whenever_there_is_something()
    {
        var time = new FakeTimeProvider();
        var room = new RoomPresence();
        room.Add(new(1, 1, ["ann"], []));
        Assert.Equal((true, true), (room.IsDue(time), room.IsDue(time)));

        room.Add(new(2, 201, null, null));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(room.IsDue(time));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, false), (room.IsDue(time), room.IsDue(time)));
    }

    [Fact]
    public void A_large_room_tells_its_count_and_asks_for_the_list_when_it_is_small_again()
    {
        var room = new RoomPresence();
        room.Add(new(1, 2, ["ann", "bob"], []));
        room.Add(new(2, 201, null, null));
        var large = room.Take();
        room.Add(new(3, 200, [], ["cem"]));
        var small = room.Take();

        Assert.Equivalent(new PresenceChange(201, [], [], Complete: false, 2), large.Change, strict: true);
        Assert.Equal((false, true), (large.ListForAll, small.ListForAll));
        Assert.False(room.Take().ListForAll);
    }
}
