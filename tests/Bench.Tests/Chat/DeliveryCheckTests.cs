using Bench.Chat;

namespace Bench.Tests.Chat;

public class DeliveryCheckTests
{
    [Fact]
    public void Every_sequence_once_and_in_order_is_without_fault()
    {
        var check = Joined(at: 7, 8, 9, 10);

        Assert.True(check.HasAll(10));
        Assert.Equal(default, check.Faults(10));
    }

    [Fact]
    public void What_never_came_is_lost_in_the_middle_and_at_the_end()
    {
        var check = Joined(at: 0, 1, 2, 4, 5, 7);

        Assert.False(check.HasAll(9));
        Assert.Equal(new DeliveryFaults(Lost: 4, Duplicates: 0, Reordered: 0), check.Faults(9));
    }

    [Fact]
    public void A_receiver_that_was_told_nothing_has_lost_everything() =>
        Assert.Equal(new DeliveryFaults(Lost: 3, Duplicates: 0, Reordered: 0), Joined(at: 0).Faults(3));

    [Fact]
    public void What_came_again_is_a_duplicate_whether_or_not_something_is_missing_before_it()
    {
        var check = Joined(at: 0, 1, 1, 3, 3, 2, 1);

        Assert.Equal(new DeliveryFaults(Lost: 0, Duplicates: 3, Reordered: 1), check.Faults(3));
    }

    [Fact]
    public void What_came_after_a_later_one_is_reordered_and_not_lost()
    {
        var check = Joined(at: 0, 1, 3, 2, 5, 4, 6);

        Assert.True(check.HasAll(6));
        Assert.Equal(new DeliveryFaults(Lost: 0, Duplicates: 0, Reordered: 2), check.Faults(6));
    }

    [Fact]
    public void Entries_may_come_before_the_answer_of_the_join()
    {
        var check = new DeliveryCheck();
        check.Received(5);
        check.Received(6);
        Assert.False(check.HasAll(6));

        check.JoinedAt(5);

        Assert.True(check.HasAll(6));
        Assert.Equal(default, check.Faults(6));
    }

    [Fact]
    public void Entries_beyond_the_head_that_is_asked_for_hide_no_loss() =>
        Assert.Equal(new DeliveryFaults(Lost: 1, Duplicates: 0, Reordered: 0), Joined(at: 0, 1, 3, 4).Faults(2));

    [Fact]
    public async Task Faults_are_counted_alike_when_several_threads_deliver()
    {
        const int Count = 20_000;
        var check = Joined(at: 0);

        await Parallel.ForEachAsync(Enumerable.Range(1, Count).Where(sequence => sequence % 1_000 != 0), (sequence, _) =>
        {
            check.Received(sequence);
            return ValueTask.CompletedTask;
        });

        var faults = check.Faults(Count);
        Assert.Equal((20, 0), (faults.Lost, faults.Duplicates));
    }

    private static DeliveryCheck Joined(long at, params long[] received)
    {
        var check = new DeliveryCheck();
        check.JoinedAt(at);
        foreach (var sequence in received)
        {
            check.Received(sequence);
        }

        return check;
    }
}
