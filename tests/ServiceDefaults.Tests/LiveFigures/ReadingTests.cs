using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.LiveFigures;

namespace ServiceDefaults.Tests.LiveFigures;

/// <summary>From the measurements of instruments to figures, with time in the test's hand.</summary>
public sealed class ReadingTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider time = new();
    private readonly Meter meter;

    public ReadingTests() => meter = Factory.Create("Test");

    private IMeterFactory Factory => services.GetRequiredService<IMeterFactory>();

    public void Dispose() => services.Dispose();

    [Fact]
    public void A_level_is_the_sum_of_the_changes_or_of_what_a_gauge_answers_for_each_tag()
    {
        using var listener = Listen(figures => figures
            .Level("open", "connections", new("Test", "open"))
            .Level("pool", "connections", new("Test", "pool"))
            .Level("used", "connections", new InstrumentSource("Test", "pool").Only("state", "used")));
        var open = meter.CreateUpDownCounter<long>("open");
        meter.CreateObservableUpDownCounter<int>("pool", () => [new(7, Tag("state", "idle")), new(2, Tag("state", "used"))]);

        open.Add(5);
        open.Add(-2);
        Report(listener);

        Assert.Equal((3, 9, 2), Report(listener) is var seen ? (seen["open"].Value, seen["pool"].Value, seen["used"].Value) : default);
    }

    [Fact]
    public void A_rate_is_what_came_in_the_last_ten_seconds_per_second()
    {
        using var listener = Listen(figures => figures
            .Rate("added", "msg/s", new("Test", "count"))
            .Frequency("measured", "msg/s", new InstrumentSource("Test", "duration").Except("route", "/health")));
        var count = meter.CreateCounter<long>("count");
        var duration = meter.CreateHistogram<double>("duration");

        Assert.Equal(0, Report(listener)["added"].Value);
        for (var second = 0; second < 10; second++)
        {
            count.Add(30);
            duration.Record(0.5, Tag("route", "/"));
            duration.Record(0.5, Tag("route", "/health"));
            time.Advance(TimeSpan.FromSeconds(1));
            Report(listener);
        }

        var busy = Report(listener);
        time.Advance(TimeSpan.FromSeconds(5));
        var half = Report(listener);

        Assert.Equal((30, 1), (busy["added"].Value, busy["measured"].Value));
        Assert.InRange(half["added"].Value, 15, 25);
        for (var second = 0; second < 10; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Report(listener);
        }

        Assert.Equal(0, Report(listener)["added"].Value);
    }

    [Fact]
    public void Percentiles_are_right_within_one_per_cent_and_forgotten_after_a_minute()
    {
        using var listener = Listen(figures => figures.Durations("append", new("Test", "duration")));
        var duration = meter.CreateHistogram<double>("duration");
        Assert.Empty(Report(listener));

        for (var milliseconds = 1; milliseconds <= 1_000; milliseconds++)
        {
            duration.Record(milliseconds / 1_000.0);
        }

        var seen = Report(listener);
        Assert.InRange(seen["appendMsP50"].Value, 495, 505);
        Assert.InRange(seen["appendMsP99"].Value, 980, 1_000);
        for (var second = 0; second < 49; second++)
        {
            seen = Report(listener);
        }

        Assert.True(seen.ContainsKey("appendMsP99"), "within 50 s it is known");
        for (var second = 0; second < 11; second++)
        {
            seen = Report(listener);
        }

        Assert.Empty(seen);
    }

    [Fact]
    public void A_duration_beyond_every_limit_is_taken_as_the_limit()
    {
        using var listener = Listen(figures => figures.Durations("append", new("Test", "duration")));
        var duration = meter.CreateHistogram<double>("duration");

        duration.Record(-1);
        duration.Record(1e12);

        Assert.InRange(Report(listener)["appendMsP99"].Value, 590_000, 610_000);
    }

    [Fact]
    public void Another_host_of_the_same_process_is_not_counted()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var listener = Listen(figures => figures.Level("open", "connections", new("Test", "open")));
        meter.CreateUpDownCounter<long>("open").Add(1);
        other.GetRequiredService<IMeterFactory>().Create("Test").CreateUpDownCounter<long>("open").Add(100);

        Assert.Equal(1, Report(listener)["open"].Value);
    }

    [Fact]
    public void A_measurement_costs_no_allocation()
    {
        using var listener = Listen(figures => figures
            .Rate("added", "msg/s", new("Test", "count"))
            .Frequency("measured", "msg/s", new InstrumentSource("Test", "duration").Only("outcome", "ok"))
            .Durations("append", new InstrumentSource("Test", "duration").Except("outcome", "again")));
        var count = meter.CreateCounter<long>("count");
        var duration = meter.CreateHistogram<double>("duration");
        var outcome = Tag("outcome", "ok");
        Measure(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Measure(int times)
        {
            for (var i = 0; i < times; i++)
            {
                count.Add(1);
                duration.Record(0.001, outcome);
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private FigureListener Listen(Action<FigureSet> choose)
    {
        var figures = new FigureSet();
        choose(figures);
        var listener = new FigureListener(figures, Factory);
        listener.Start();
        return listener;
    }

    private Dictionary<string, LiveFigure> Report(FigureListener listener)
    {
        var figures = new Dictionary<string, LiveFigure>();
        listener.Report(time, figures);
        return figures;
    }
}
