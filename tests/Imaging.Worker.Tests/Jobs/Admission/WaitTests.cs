using Imaging.Worker.Jobs.Admission;

namespace Imaging.Worker.Tests.Jobs.Admission;

/// <summary>What the status says about the wait.</summary>
public sealed class WaitTests
{
    private static readonly WorkKind Web = new("web", 4);
    private static readonly WorkKind Document = new("document", 4);

    [Theory]
    [InlineData(4, new[] { 2.0, 1.0 }, 2, 7.0)]
    [InlineData(0, new double[0], 2, 0.0)]
    [InlineData(2, new double[0], 2, 3.0)]
    [InlineData(0, new[] { 1.0, 0.5 }, 2, 2.0)]
    [InlineData(1, new[] { 1.0, 0.5 }, 2, 2.5)]
    [InlineData(0, new[] { 9.0, 0.0, 0.0 }, 2, 0.0)]
    [InlineData(0, new double[0], 0, null)]
    public void The_wait_is_the_places_before_it_by_the_slots(int ahead, double[] inWork, int slots, double? wait) => Assert.Equal(
        new QueuePlace(ahead + 1, wait),
        LastOf(Enumerable.Repeat(Web, ahead), [.. inWork.Select(seconds => new WorkBegun("x", "ann", Web, seconds))], slots, Times((Web, 3.0))));

    [Fact]
    public void The_wait_counts_each_kind_by_its_own_time_and_an_unknown_one_by_what_is_like_it()
    {
        var times = Times((Web, 1.0), (Document, 5.0));

        // One slot, free in 4 s, then twice 1 s and once 5 s.
        Assert.Equal(11, LastOf([Web, Web, Document], [new("x", "ann", Document, 1)], 1, times).WaitSeconds);
        Assert.Equal(5, times.SecondsOf(new("document", 9)));
        Assert.Equal(3, times.SecondsOf(new("avatar", 4)));
        Assert.Equal(new(3, null), LastOf([Web, Web], [], 1, Times()));
    }

    [Fact]
    public void A_long_image_holds_one_slot_while_the_others_go_on()
    {
        var times = Times((Web, 1.0), (Document, 5.0));

        Assert.Equal(2, LastOf([Document, Web, Web], [], 2, times).WaitSeconds);
        Assert.Equal(5, LastOf([Document, Web, Web, Document], [], 2, times).WaitSeconds);
    }

    [Fact]
    public void An_owner_with_images_in_work_waits_for_those_without_until_they_end()
    {
        WorkBegun[] inWork = [new("x", "ann", Web, 0.0), new("y", "ann", Web, 2.0)];
        var places = QueuePlay.Through(new([Image("ann", 0), Image("ben", 1), Image("ben", 2)], inWork, 2, Times((Web, 3.0))));

        // Ben has none in work when the first slot is free, and one when the second is; then Ann has none.
        Assert.Equal([new(2, 3.0), new(1, 1.0), new(3, 4.0)], places.OrderBy(place => place.Key).Select(place => place.Value));
    }

    [Fact]
    public void What_a_dead_worker_left_and_a_pause_after_a_failure_are_waited_for()
    {
        var abandoned = QueuePlay.Through(new([Image("ann", 0)], [new("x", "ben", Web, 70, IsAbandoned: true)], 1, Times((Web, 3.0))));
        var paused = QueuePlay.Through(new([Image("ann", 0) with { NotBeforeSeconds = 8 }], [], 1, Times((Web, 3.0))));

        Assert.Equal((new(1, 3.0), new(1, 8.0)), (abandoned.Values.Single(), paused.Values.Single()));
    }

    [Fact]
    public void An_image_in_work_counts_by_how_far_it_is_where_that_is_known()
    {
        // It has had 9 s, and is only at a quarter: others have the machine.
        Assert.Equal(new(1, 3.0), LastOf([], [new("x", "ann", Web, 9, Share: 0.25)], 1, Times((Web, 4.0))));
    }

    [Fact]
    public void How_far_an_image_is_in_each_step_is_learned_from_those_before_it()
    {
        var learned = new StepShares();
        Assert.Null(learned.Of(Web, "load"));

        learned.Learn(Web, Steps(("fetch", 0), ("load", 1), ("resize", 3)), TimeSpan.FromSeconds(4));
        Assert.Equal((0.125, 0.5, 0.875), (learned.Of(Web, "fetch"), learned.Of(Web, "load"), learned.Of(Web, "resize")));

        // The same at half the speed is no news; another course moves it by a fifth.
        learned.Learn(Web, Steps(("fetch", 0), ("load", 2), ("resize", 6)), TimeSpan.FromSeconds(8));
        learned.Learn(Web, Steps(("fetch", 0), ("load", 2)), TimeSpan.FromSeconds(4));
        Assert.Equal((0.55, 0.875), (Math.Round(learned.Of(Web, "load")!.Value, 9), learned.Of(Web, "resize")));
        Assert.Null(learned.Of(Document, "load"));

        static (string, TimeSpan)[] Steps(params (string Step, double At)[] steps) => [.. steps.Select(one => (one.Step, TimeSpan.FromSeconds(one.At)))];
    }

    [Fact]
    public void What_a_worker_has_learned_counts_before_what_the_last_images_took()
    {
        var times = new KindTimes([new(Web, 1.0)], [new(Web, 9.0), new(Document, 5.0)]);
        Assert.Equal((1.0, 5.0), (times.SecondsOf(Web), times.SecondsOf(Document)));
    }

    [Fact]
    public void A_class_of_length_begins_at_each_power_of_two()
    {
        Assert.Equal([0, 1, 1, 2, 12], ((long[])[262_143, 262_144, 524_287, 524_288, 1L << 40]).Select(length => WorkKind.Of("web", length).SizeClass));
    }

    [Fact]
    public void Times_are_learned_by_kind_from_the_last_64_without_their_ends_and_told_once()
    {
        var learned = new SlotTimes();
        for (var image = 0; image < 100; image++)
        {
            learned.Add(Web, TimeSpan.FromSeconds(image % 8 == 0 ? 60 : 2), isBusy: true);
        }

        learned.Add(Document, TimeSpan.FromSeconds(5), isBusy: true);
        Assert.Equal([new(Document, 5), new(Web, 2)], learned.TakeNews().OrderBy(one => one.Kind.Preset));
        Assert.Empty(learned.TakeNews());

        // Another machine: after as many images as count, only they do.
        for (var image = 0; image < 64; image++)
        {
            learned.Add(Web, TimeSpan.FromSeconds(4), isBusy: true);
        }

        Assert.Equal([new(Web, 4)], learned.TakeNews());
    }

    [Fact]
    public void An_image_that_had_the_machine_for_itself_does_not_count_once_there_are_enough_that_had_not()
    {
        var learned = new SlotTimes();
        for (var image = 0; image < 64; image++)
        {
            learned.Add(Web, TimeSpan.FromSeconds(1), isBusy: false);
        }

        Assert.Equal([new(Web, 1)], learned.TakeNews());
        for (var image = 0; image < 8; image++)
        {
            learned.Add(Web, TimeSpan.FromSeconds(2), isBusy: true);
        }

        Assert.Equal([new(Web, 2)], learned.TakeNews());
    }

    /// <summary>
    /// Bursts of 50 images, asked about when all are accepted. <paramref name="spread"/> is the standard deviation of an image's time over
    /// its mean; while the uploads run, images take <paramref name="slowed"/> times as long.
    /// </summary>
    [Theory]
    [InlineData(1, 0.3, 1.0, 1)]
    [InlineData(2, 0.3, 1.0, 1)]
    [InlineData(4, 0.2, 1.0, 1)]
    [InlineData(2, 0.2, 2.0, 1)]
    [InlineData(2, 0.2, 1.0, 3)]
    [InlineData(2, 0.2, 1.5, 3)]
    public void Nine_of_ten_estimates_are_within_a_fifth_of_the_wait(int slots, double spread, double slowed, int kinds)
    {
        const int bursts = 60;
        var off = Enumerable.Range(0, bursts).SelectMany(seed => new SimulatedBurst(seed, slots, spread, slowed, kinds).Run()).ToList();

        Assert.True(off.Count > bursts * 30, $"only {off.Count} images were waiting when asked about");
        var good = (double)off.Count(one => one <= 0.2) / off.Count;
        Assert.True(good >= 0.9, $"{good:P1} of {off.Count} estimates are within a fifth of the wait; half are within {off.Order().ElementAt(off.Count / 2):P1}");
    }

    /// <summary>Place of an image behind others of the same owner.</summary>
    private static QueuePlace LastOf(IEnumerable<WorkKind> ahead, WorkBegun[] inWork, int slots, KindTimes times)
    {
        WaitingImage[] waiting = [.. ahead.Append(Web).Select((kind, place) => Image("ann", place) with { Kind = kind })];
        return QueuePlay.Through(new(waiting, inWork, slots, times))[waiting[^1].Id];
    }

    private static WaitingImage Image(string owner, int place) =>
        new($"{owner}-{place}", owner, Bulk: false, DateTime.UnixEpoch.AddSeconds(place), TurnAt: null, NotBeforeSeconds: 0, Web);

    private static KindTimes Times(params (WorkKind Kind, double Seconds)[] times) => new(times.Select(one => new KindTime(one.Kind, one.Seconds)), []);
}
