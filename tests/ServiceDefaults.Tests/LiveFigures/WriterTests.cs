using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.LiveFigures;
using StackExchange.Redis;
using Support;
using Support.Servers;

namespace ServiceDefaults.Tests.LiveFigures;

/// <summary>A service that writes its figures into a real Redis.</summary>
public sealed class WriterTests : IAsyncLifetime
{
    private readonly RedisFixture redis = new();
    private readonly Said said = new();
    private LiveFigureStore store = null!;

    public async ValueTask InitializeAsync()
    {
        await redis.InitializeAsync();
        store = new(redis.ConnectionString, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task An_instance_writes_what_its_process_and_its_meters_measure_and_it_expires_in_five_seconds()
    {
        await using var service = await StartAsync("chat");
        service.Services.GetRequiredService<IMeterFactory>().Create("Test").CreateUpDownCounter<long>("open").Add(3);

        var seen = await Eventually.BecomesAsync("the figures", ReadAsync, all => all.Count == 1 && all[0].Figures["open"].Value == 3);

        var instance = seen[0];
        Assert.Equal("chat", instance.Service);
        Assert.Equal(new LiveFigure(3, "connections"), instance.Figures["open"]);
        Assert.True(instance.Figures["memoryMegabytes"].Value > 10, $"{instance.Figures["memoryMegabytes"]}");
        Assert.True(instance.Figures["uptimeSeconds"] is { Value: >= 0, Combined: Combination.Smallest });
        Assert.InRange(instance.Figures["cpuCores"].Value, 0, Environment.ProcessorCount * 1.1);
        Assert.Equal(OperatingSystem.IsLinux(), instance.Figures.TryGetValue("openFiles", out var files) && files.Value > 3);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var left = await connection.GetDatabase().KeyTimeToLiveAsync($"capacity:chat:{instance.Instance}");
        Assert.InRange(left!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Two_instances_are_two_and_one_that_stops_is_gone_at_once()
    {
        await using var first = await StartAsync("chat");
        await using var second = await StartAsync("chat");
        var seen = await Eventually.BecomesAsync("both instances", ReadAsync, all => all.Count == 2);
        Assert.Equal(2, seen.Select(instance => instance.Instance).Distinct().Count());

        await first.StopAsync();
        Assert.Single(await store.ReadAsync());
        await second.StopAsync();
        Assert.Empty(await store.ReadAsync());
    }

    [Fact]
    public async Task While_Redis_is_away_the_service_goes_on_with_one_warning_and_writes_again_when_it_is_back()
    {
        await using var service = await StartAsync("chat");
        await Eventually.BecomesAsync("the figures", ReadAsync, all => all.Count == 1);

        await redis.KillAsync();
        await Eventually.BecomesAsync("the warning", () => Task.FromResult(said.Lines.Count), count => count > 0);
        await Assert.ThrowsAsync<FiguresAwayException>(() => store.ReadAsync());
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health")).StatusCode);
        await redis.StartAsync();
        await Eventually.BecomesAsync("the figures again", ReadAsync, all => all.Count == 1 && all[0].At > said.LastAt);

        // The figures are there a moment before the writer says so.
        await Eventually.BecomesAsync("the second line", () => Task.FromResult(said.Lines.Count), count => count >= 2);
        Assert.Equal(2, said.Lines.Count);
        Assert.StartsWith("Warning: The live figures of this instance are not written for now: ", said.Lines.First(), StringComparison.Ordinal);
        Assert.Equal("Information: The live figures of this instance are written again.", said.Lines.Last());
    }

    [Fact]
    public async Task Without_Redis_a_service_starts_and_stops_at_once_and_says_so()
    {
        await using var nowhere = new LiveFigureStore(null, TimeProvider.System);
        await using var service = await TestService.StartAsync(add: builder => builder.AddLiveFigures("chat", _ => { }));

        Assert.Empty(service.Services.GetServices<IHostedService>().OfType<LiveFigureWriter>());
        var away = await Assert.ThrowsAsync<FiguresAwayException>(() => nowhere.ReadAsync());
        Assert.Equal("ConnectionStrings:redis is not set.", away.Message);
    }

    private Task<TestService> StartAsync(string service) => TestService.StartAsync(
        add: builder =>
        {
            builder.AddLiveFigures(service, figures => figures.Level("open", "connections", new("Test", "open")));
            builder.Logging.AddProvider(said);
        },
        settings: new() { ["ConnectionStrings:redis"] = redis.ConnectionString });

    /// <summary>The instances; none while Redis is away.</summary>
    private async Task<IReadOnlyList<InstanceFigures>> ReadAsync()
    {
        try
        {
            return await store.ReadAsync();
        }
        catch (FiguresAwayException)
        {
            return [];
        }
    }

    /// <summary>What the writer logged.</summary>
    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public DateTimeOffset LastAt { get; private set; }

        public ILogger CreateLogger(string categoryName) => categoryName.EndsWith(nameof(LiveFigureWriter), StringComparison.Ordinal)
            ? this
            : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            LastAt = DateTimeOffset.UtcNow;
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
