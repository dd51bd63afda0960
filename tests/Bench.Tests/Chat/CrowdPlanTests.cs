using Bench.Chat;

namespace Bench.Tests.Chat;

public class CrowdPlanTests
{
    [Theory]
    [InlineData(1_000, 2, 10, 2)]
    [InlineData(400, 4, 10, 1)]
    [InlineData(40, 2, 4, 100)]
    public void Every_room_is_full_and_has_its_members_on_all_nodes_alike(int clients, int nodes, int size, int roomsPerClient)
    {
        var plan = new CrowdPlan("x", clients, nodes, size, roomsPerClient, Seed: 1);

        var members = plan.Seats().SelectMany(seat => seat.Rooms, (seat, room) => (room, seat.Node)).ToLookup(seat => seat.room, seat => seat.Node);

        Assert.Equal(plan.Rooms.Order(), members.Select(room => room.Key).Order());
        Assert.All(members, room =>
        {
            Assert.Equal(size, room.Count());
            var perNode = room.CountBy(node => node).Select(node => node.Value).ToArray();
            Assert.Equal(nodes, perNode.Length);
            Assert.True(perNode.Max() - perNode.Min() <= 1);
        });
    }

    [Theory]
    [InlineData(400, 4, 10, 1)]
    [InlineData(80, 2, 10, 2)]
    public void Rooms_that_are_placed_have_all_members_on_one_node_and_nodes_have_rooms_alike(int clients, int nodes, int size, int roomsPerClient)
    {
        var plan = new CrowdPlan("x", clients, nodes, size, roomsPerClient, Seed: 1) { Placed = true };

        var rooms = plan.Seats().SelectMany(seat => seat.Rooms, (seat, room) => (room, seat.Node)).GroupBy(seat => seat.room, seat => seat.Node).ToArray();

        Assert.Equal(plan.Rooms.Order(), rooms.Select(room => room.Key).Order());
        Assert.All(rooms, room => Assert.Equal(Enumerable.Repeat(room.First(), size), room));
        Assert.All(rooms.CountBy(room => room.First()), node => Assert.Equal(rooms.Length / nodes, node.Value));
    }

    [Fact]
    public void A_client_is_in_as_many_different_rooms_as_planned_and_meets_different_people_there()
    {
        var seats = new CrowdPlan("x", 1_000, 2, 10, 2, Seed: 1).Seats();

        Assert.All(seats, seat => Assert.Equal(2, seat.Rooms.Distinct().Count()));
        var first = seats.Where(seat => seat.Rooms[0] == seats[0].Rooms[0]);
        Assert.True(first.Select(seat => seat.Rooms[1]).Distinct().Count() > 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_another_seed_another()
    {
        string[] RoomsOf(int seed) => [.. new CrowdPlan("x", 100, 2, 10, 2, seed).Seats().SelectMany(seat => seat.Rooms)];

        Assert.Equal(RoomsOf(3), RoomsOf(3));
        Assert.NotEqual(RoomsOf(3), RoomsOf(4));
    }

    [Fact]
    public void The_last_room_may_have_fewer_members()
    {
        var plan = new CrowdPlan("x", 25, 2, 10, 1, Seed: 1);

        Assert.Equal([10, 10, 5], plan.Seats().CountBy(seat => seat.Rooms.Single()).OrderBy(room => room.Key).Select(room => room.Value));
    }
}
