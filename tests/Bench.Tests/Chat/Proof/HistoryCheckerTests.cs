using Bench.Chat.Proof;

namespace Bench.Tests.Chat.Proof;

/// <summary>Each promise, broken by hand in a history that is sound otherwise.</summary>
public sealed class HistoryCheckerTests
{
    private readonly Made made = Made.Sound();

    [Fact]
    public void A_sound_history_has_no_violation() => Assert.Empty(HistoryChecker.Check(made.History()));

    [Fact]
    public void What_was_acknowledged_and_is_nowhere_is_lost()
    {
        made.Sends(Made.Message(4));

        Assert.Equal([ViolationKind.AcknowledgedButLost], made.Kinds());
    }

    [Fact]
    public void What_a_client_saw_and_PostgreSQL_does_not_have_is_not_stored()
    {
        made.Tells("bob", 1, Made.Message(4));

        Assert.Equal([ViolationKind.NotStored], made.Kinds());
    }

    [Fact]
    public void What_went_with_Redis_before_it_was_stored_is_excused_shortly_before_it_was_emptied_and_at_no_other_time()
    {
        made.Sends(Made.Message(4));
        made.Tells("bob", 1, Made.Message(4));
        made.Losses = new([TimeSpan.FromSeconds(60)], IsDurable: false);
        Assert.Equal([ViolationKind.AcknowledgedButLost, ViolationKind.NotStored], made.Kinds());

        made.Losses = new([TimeSpan.FromSeconds(2)], IsDurable: false);
        Assert.Empty(made.Kinds());
    }

    [Fact]
    public void What_Redis_held_back_when_it_was_killed_is_excused_for_two_seconds()
    {
        made.Sends(Made.Message(4));
        made.Tells("bob", 1, Made.Message(4));
        made.Losses = Losses.None with { HeldBack = [TimeSpan.FromSeconds(10)] };
        Assert.Equal([ViolationKind.AcknowledgedButLost, ViolationKind.NotStored], made.Kinds());

        made.Losses = Losses.None with { HeldBack = [TimeSpan.FromSeconds(1)] };
        Assert.Empty(made.Kinds());
    }

    [Fact]
    public void A_join_that_ends_before_what_went_with_Redis_is_no_gap()
    {
        made.Tells("bob", 1, Made.Message(4));
        made.Joins("bob", 2, asked: new(1, 4), live: new(2, 4), more: false, Made.Message(2), Made.Message(3));
        Assert.Contains(ViolationKind.Gap, made.Kinds());

        made.Losses = new([TimeSpan.FromSeconds(2)], IsDurable: false);
        Assert.Empty(made.Kinds());
    }

    [Theory]
    [InlineData(1, 5, true)]
    [InlineData(2, 5, false)]
    [InlineData(2, 3, true)]
    public void A_page_of_history_may_leave_a_hole_between_two_epochs_and_never_within_one(long epoch, long sequence, bool isWrong)
    {
        // Where 4 was in no store any more when the second epoch began above it.
        var next = Made.Message(sequence, epoch, number: 9);
        made.Losses = new([TimeSpan.FromSeconds(2)], IsDurable: false);
        made.Stored.Add(next);
        made.Shows("bob", next);
        made.Shows("cyd", next);

        var before = HistoryChecker.Check(made.History()).Count;
        made.Reads("bob", after: 3, next);

        Assert.Equal(isWrong, HistoryChecker.Check(made.History()).Count > before);
    }

    [Fact]
    public void What_was_acknowledged_after_its_commit_is_never_excused()
    {
        made.Sends(Made.Message(4));
        made.Losses = new([TimeSpan.FromSeconds(2)], IsDurable: true);

        Assert.Equal([ViolationKind.AcknowledgedButLost], made.Kinds());
    }

    [Fact]
    public void The_number_of_an_entry_that_was_lost_may_come_again_in_the_next_epoch_and_that_of_a_stored_one_may_not()
    {
        made.Tells("bob", 1, Made.Message(4));
        var next = Made.Message(4, epoch: 2, number: 9);
        made.Stored.Add(next);
        made.Tells("bob", 2, next);
        made.Tells("cyd", 2, next);
        made.Losses = new([TimeSpan.FromSeconds(2)], IsDurable: false);
        Assert.Empty(made.Kinds());

        made.Stored.Add(Made.Message(4));
        Assert.Contains(ViolationKind.SequenceUsedTwice, made.Kinds());
    }

    [Fact]
    public void One_client_message_id_at_two_places_is_duplicated()
    {
        var again = Made.Message(4, number: 3) with { Id = Guid.NewGuid() };
        made.Stored.Add(again);
        made.Tells("bob", 1, again);
        made.Tells("cyd", 1, again);

        Assert.Equal([ViolationKind.Duplicated], made.Kinds());
    }

    [Fact]
    public void Two_receipts_that_differ_are_duplicated()
    {
        made.Sent.RemoveAt(2);
        made.Sends(Made.Message(3), new Place(1, 3), new Place(1, 2));

        Assert.Equal([ViolationKind.Duplicated, ViolationKind.SequenceUsedTwice], made.Kinds());
    }

    [Fact]
    public void An_entry_told_twice_on_a_connection_is_duplicated()
    {
        made.Tells("bob", 1, Made.Message(2));

        Assert.Equal([ViolationKind.Duplicated], made.Kinds());
    }

    [Fact]
    public void A_resume_that_begins_too_early_is_duplicated()
    {
        made.Joins("bob", 2, asked: new(1, 2), live: new(1, 3), more: false, Made.Message(2), Made.Message(3));

        Assert.Equal([ViolationKind.Duplicated], made.Kinds());
    }

    [Fact]
    public void An_entry_told_after_a_later_one_is_reordered()
    {
        made.Untells("bob", 2);
        made.Tells("bob", 1, Made.Message(2));

        // It left a gap before, and a client that shows what it is told has another order than the log.
        Assert.Equal([ViolationKind.Reordered, ViolationKind.Gap, ViolationKind.DifferentOrder], made.Kinds());
    }

    [Fact]
    public void An_entry_left_out_on_a_connection_is_a_gap()
    {
        made.Untells("bob", 2);

        Assert.Equal([ViolationKind.Gap], made.Kinds());
        Assert.Contains(HistoryChecker.Check(made.History()), violation => violation.Detail.Contains("never saw 1 entries: 1:2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_entry_that_never_came_is_a_gap()
    {
        made.Untells("cyd", 3);

        Assert.Equal([ViolationKind.Gap], made.Kinds());
    }

    [Fact]
    public void A_resume_that_begins_too_late_is_a_gap()
    {
        made.Untells("bob", 2);
        made.Untells("bob", 3);
        made.Joins("bob", 2, asked: new(1, 1), live: new(1, 3), more: false, Made.Message(3));

        Assert.Equal([ViolationKind.Gap], made.Kinds());
    }

    [Fact]
    public void A_resume_that_ends_too_early_and_does_not_say_so_is_a_gap()
    {
        made.Joins("bob", 2, asked: new(1, 1), live: new(1, 3), more: false, Made.Message(2));

        Assert.Equal([ViolationKind.Gap], made.Kinds());
    }

    [Fact]
    public void A_resume_that_says_that_there_is_more_is_sound()
    {
        made.Joins("bob", 2, asked: new(1, 1), live: new(1, 3), more: true, Made.Message(2));

        Assert.Empty(made.Kinds());
    }

    [Fact]
    public void A_hole_in_the_stored_log_is_a_gap()
    {
        made.Stored.Add(Made.Message(5));
        made.Tells("bob", 1, Made.Message(5));
        made.Tells("cyd", 1, Made.Message(5));

        Assert.Equal([ViolationKind.Gap], made.Kinds());
    }

    [Fact]
    public void A_new_epoch_excuses_what_was_missed_live_but_not_its_own_first_entry()
    {
        foreach (var entry in (ProofEntry[])[Made.Message(4), Made.Message(5, epoch: 2), Made.Message(6, epoch: 2)])
        {
            made.Stored.Add(entry);
        }

        // Bob missed the 4 live and read it in history; cyd was told of the new epoch too late.
        made.Shows("bob", Made.Message(4));
        made.Tells("bob", 1, Made.Message(5, epoch: 2));
        made.Tells("bob", 1, Made.Message(6, epoch: 2));
        Assert.DoesNotContain(HistoryChecker.Check(made.History()), violation => violation.Detail.StartsWith("bob", StringComparison.Ordinal));

        made.Shows("cyd", Made.Message(4));
        made.Shows("cyd", Made.Message(5, epoch: 2));
        made.Tells("cyd", 1, Made.Message(6, epoch: 2));
        Assert.Equal([ViolationKind.Gap], made.Kinds());
    }

    [Fact]
    public void Two_clients_with_the_same_messages_in_different_order_are_found_by_what_the_messages_are()
    {
        made.Untells("cyd", 2);
        made.Untells("cyd", 3);
        made.Tells("cyd", 1, Made.Message(2, number: 3));
        made.Tells("cyd", 1, Made.Message(3, number: 2));

        Assert.Equal([ViolationKind.DifferentOrder, ViolationKind.SequenceUsedTwice], made.Kinds());
    }

    [Fact]
    public void One_place_with_two_contents_is_a_sequence_used_twice()
    {
        made.Untells("cyd", 3);
        made.Tells("cyd", 1, Made.Message(3, number: 9));

        Assert.Equal([ViolationKind.SequenceUsedTwice], made.Kinds());
    }

    [Fact]
    public void One_sequence_in_two_epochs_is_used_twice()
    {
        made.Stored.Add(Made.Message(3, epoch: 2, number: 9));
        made.Tells("bob", 1, Made.Message(3, epoch: 2, number: 9));
        made.Tells("cyd", 1, Made.Message(3, epoch: 2, number: 9));

        Assert.Equal([ViolationKind.SequenceUsedTwice], made.Kinds());
    }

    [Fact]
    public void A_receipt_for_a_place_where_something_else_stands_is_a_sequence_used_twice()
    {
        made.Sends(Made.Message(4, number: 9), new Place(1, 2));

        Assert.Equal([ViolationKind.SequenceUsedTwice], made.Kinds());
    }

    [Theory]
    [InlineData("text 2", false, true)]
    [InlineData("edited", false, false)]
    [InlineData("edited", true, true)]
    [InlineData(null, true, false)]
    public void A_stored_message_must_have_the_text_of_its_last_change(string? text, bool isDeleted, bool isWrong)
    {
        made.Stored.Add(Made.Change(4, ProofEntry.Edited, 2, "edited"));
        if (isDeleted)
        {
            made.Stored.Add(Made.Change(5, ProofEntry.Deleted, 2));
        }

        foreach (var change in made.Stored.Skip(3).ToList())
        {
            made.Tells("bob", 1, change);
            made.Tells("cyd", 1, change);
        }

        made.Stored[1] = made.Stored[1] with { Text = text };

        Assert.Equal(isWrong ? [ViolationKind.WrongState] : [], made.Kinds());
    }

    [Fact]
    public void A_sound_send_that_is_refused_for_good_is_wrongly_refused()
    {
        made.Sent.Add(new() { Client = "ann", Room = "room", Kind = ProofEntry.Message, Refused = "not-a-member" });

        Assert.Equal([ViolationKind.WronglyRefused], made.Kinds());
    }

    [Fact]
    public void Of_a_history_that_is_not_at_rest_only_what_cannot_heal_is_said()
    {
        made.Stored.Clear();
        Assert.Empty(HistoryChecker.CheckUnsettled(made.History()));

        made.Tells("bob", 1, Made.Message(2));
        Assert.Equal(ViolationKind.Duplicated, Assert.Single(HistoryChecker.CheckUnsettled(made.History())).Kind);
    }
}
