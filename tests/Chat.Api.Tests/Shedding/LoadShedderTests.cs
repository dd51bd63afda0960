using System.Diagnostics.Metrics;
using Chat.Api.Shedding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Api.Tests.Shedding;

/// <summary>A node that is late refuses those who send the most, and nobody else as long as that is enough.</summary>
public sealed class LoadShedderTests : IDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly NodeLag lag;
    private readonly LoadShedder shedder;

    public LoadShedderTests()
    {
        lag = new(time);
        shedder = new(Options.Create(new SheddingOptions()), lag, new(services.GetRequiredService<IMeterFactory>()), time);
    }

    public void Dispose() => services.Dispose();

    [Fact]
    public void While_the_node_is_prompt_everybody_sends_as_much_as_the_budgets_allow()
    {
        var taken = Run(looks: 100, Prompt, ("heavy", 50), ("calm", 1));

        Assert.Equal((500, 10), (taken["heavy"], taken["calm"]));
        Assert.Equal(double.PositiveInfinity, shedder.Rate);
    }

    [Fact]
    public void One_late_look_is_a_pause_of_the_collector()
    {
        Run(looks: 1, Late, ("heavy", 50));
        Run(looks: 1, Prompt, ("heavy", 50));

        Assert.Equal(double.PositiveInfinity, shedder.Rate);
    }

    [Fact]
    public void While_the_node_is_late_those_who_send_much_share_less_and_less_and_the_calm_lose_nothing()
    {
        Run(looks: 20, Prompt, ("heavy", 50), ("other", 50), ("calm", 1));
        Run(looks: 20, Late, ("heavy", 50), ("other", 50), ("calm", 1));

        var taken = Run(looks: 100, Late, ("heavy", 50), ("other", 50), ("calm", 1));

        Assert.Equal(10, taken["calm"]);
        // The least rate is 50 a second for all of them together.
        Assert.InRange(taken["heavy"] + taken["other"], 450, 550);
    }

    [Fact]
    public void While_the_node_is_late_a_second_send_at_once_is_not_calm_even_of_somebody_who_was_silent()
    {
        Run(looks: 100, Late, ("heavy", 50));
        Require("silent");

        var refused = Assert.Throws<RefusedException>(() => Exhaust("silent"));

        // One for the debt that it is in, one for the next; and the debt is one more for each turn of heavy senders that was still there.
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7));
        time.Advance(refused.RetryAfter.Value);
        Require("silent");
    }

    [Fact]
    public void Where_too_much_is_under_way_a_second_send_is_refused_before_any_look_and_first_ones_are_not()
    {
        for (var append = 0; append < 65; append++)
        {
            lag.AppendBegins();
        }

        string[] users = ["ann", "bob"];
        Assert.All(users, user => Require(user));
        Assert.All(users, user => Assert.Equal(ErrorCodes.TooBusy, Assert.Throws<RefusedException>(() => Require(user)).Code));

        // Those who were refused are heavy senders, whom a node that is not late lets in.
        lag.AppendEnds();
        Assert.All(users, user => Require(user));
    }

    [Fact]
    public void A_thousand_who_begin_a_flood_are_let_in_with_one_send_each_and_not_with_all_that_they_could_send_at_once()
    {
        for (var append = 0; append < 65; append++)
        {
            lag.AppendBegins();
        }

        var taken = Run(looks: 20, Prompt, [.. Enumerable.Range(0, 1_000).Select(user => ($"heavy-{user}", 10.0))]);

        Assert.All(taken.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public void A_flood_is_cut_to_the_least_by_the_second_late_look_and_those_right_after_it()
    {
        var flood = Enumerable.Range(0, 500).Select(user => ($"heavy-{user}", 50.0)).ToArray();

        Run(looks: 2, 10 * Late, flood);
        Assert.InRange(shedder.Rate, 50, 2_500);
        Run(looks: 2, 10 * Late, flood);

        Assert.Equal(50, shedder.Rate);
    }

    [Fact]
    public void Whoever_waits_for_as_long_as_the_refusal_says_is_let_in()
    {
        Run(looks: 100, Late, ("heavy", 50));
        var refused = Assert.Throws<RefusedException>(() => Exhaust("heavy"));
        Assert.Equal(ErrorCodes.TooBusy, refused.Code);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));

        time.Advance(refused.RetryAfter.Value);

        Require("heavy");
    }

    [Fact]
    public void When_the_node_is_prompt_again_the_rate_rises_until_there_is_none()
    {
        Run(looks: 100, Late, ("heavy", 50));
        Assert.Equal(50, shedder.Rate);

        var soon = Run(looks: 50, Prompt, ("heavy", 500));
        Run(looks: 550, Prompt, ("heavy", 50));

        // Five seconds at the least rate are 250; what it has risen by meanwhile comes on top.
        Assert.InRange(soon["heavy"], 250, 400);
        Assert.Equal(double.PositiveInfinity, shedder.Rate);
    }

    [Fact]
    public void While_the_node_is_nearly_late_the_rate_hardly_rises_and_still_does()
    {
        Run(looks: 100, Late, ("heavy", 50));
        Run(looks: 100, Prompt, ("heavy", 500));
        var before = shedder.Rate;

        Run(looks: 100, TimeSpan.FromMilliseconds(20), ("heavy", 500));

        Assert.InRange(shedder.Rate, before * 1.1, before * 1.3);
        Run(looks: 3_000, TimeSpan.FromMilliseconds(20));
        Assert.Equal(double.PositiveInfinity, shedder.Rate);
    }

    [Fact]
    public void Only_where_the_node_is_late_by_far_and_nobody_else_is_left_the_calm_are_refused_too()
    {
        var calm = Enumerable.Range(0, 50).Select(user => ($"calm-{user}", 1.0)).ToArray();
        Run(looks: 100, Late, calm);
        Assert.Equal(500, Run(looks: 100, Late, calm).Values.Sum());

        Run(looks: 100, 20 * Late, calm);
        var (many, few) = (Run(looks: 100, 20 * Late, calm).Values.Sum(), Run(looks: 500, 20 * Late, ("quiet", 0.02))["quiet"]);

        Assert.InRange(many, 0, 150);
        Assert.Equal(1, few);
    }

    [Fact]
    public void Users_who_have_fallen_silent_are_forgotten()
    {
        Run(looks: 10, Late, [.. Enumerable.Range(0, 1_000).Select(user => ($"user-{user}", 50.0))]);
        Assert.Equal(1_000, shedder.Remembered);

        Run(looks: 200, Prompt);

        Assert.Equal(0, shedder.Remembered);
    }

    /// <summary>Users who ask for so many sends a second; answers how many of each were taken.</summary>
    private Dictionary<string, int> Run(int looks, TimeSpan lag, params (string User, double PerSecond)[] users)
    {
        var taken = users.ToDictionary(user => user.User, _ => 0);
        var due = users.ToDictionary(user => user.User, _ => 0.5);
        for (var look = 0; look < looks; look++)
        {
            foreach (var (user, perSecond) in users)
            {
                for (due[user] += perSecond * LoadShedder.Interval.TotalSeconds; due[user] >= 1; due[user]--)
                {
                    taken[user] += shedder.Ask(user) is null ? 1 : 0;
                }
            }

            time.Advance(LoadShedder.Interval);
            shedder.Look(lag);
        }

        return taken;
    }

    private void Require(string user)
    {
        if (shedder.Ask(user) is { } refused)
        {
            throw refused;
        }
    }

    private void Exhaust(string user)
    {
        for (var turn = 0; turn < 20; turn++)
        {
            Require(user);
        }
    }
}
