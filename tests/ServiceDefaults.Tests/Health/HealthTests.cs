using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults.Health;
using Support;

namespace ServiceDefaults.Tests.Health;

public sealed class HealthTests
{
    private readonly FakeTimeProvider time = new();
    private readonly ScriptedCheck check = new();

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task However_many_ask_the_checks_run_once_a_second(string address)
    {
        await using var service = await StartAsync();
        for (var second = 1; second <= 3; second++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ProbeAsync(service, address)));
            Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "Healthy"), answer));
            Assert.Equal(second, check.Runs);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Whoever_asks_during_a_run_waits_for_it_and_starts_no_second_one()
    {
        await using var service = await StartAsync();
        var gate = check.Block();
        var first = ProbeAsync(service, "/health");
        await check.RunsAsync(1);
        time.Advance(TimeSpan.FromSeconds(2));
        var second = ProbeAsync(service, "/health");
        gate.SetResult();

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await first);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await second);
        Assert.InRange(check.Runs, 1, 2);
    }

    [Theory]
    [InlineData("/health", true)]
    [InlineData("/health", false)]
    [InlineData("/alive", false)]
    public async Task A_check_that_hangs_is_unhealthy_after_five_seconds_and_well_again_once_it_ends(string address, bool heedsToken)
    {
        await using var service = await StartAsync();
        var gate = check.Block(heedsToken);
        var hung = ProbeAsync(service, address);
        await check.RunsAsync(1);
        Assert.False(hung.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await hung);
        if (!heedsToken)
        {
            await check.CancelledAsync();
            // The first run still holds its thread: nobody adds another.
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ProbeAsync(service, address));
            Assert.Equal(1, check.Runs);
        }

        gate.TrySetResult();
        await BecomesHealthyAsync(service, address);
    }

    [Fact]
    public async Task A_check_that_fails_or_cannot_be_made_does_not_poison_the_next_run()
    {
        await using var service = await StartAsync();
        check.Fails = () => throw new InvalidOperationException("the store is away");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ProbeAsync(service, "/health"));
        check.Fails = null;
        check.CannotBeMade = true;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ProbeAsync(service, "/health"));
        check.CannotBeMade = false;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ProbeAsync(service, "/health"));
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_end_the_run_for_the_others()
    {
        await using var service = await StartAsync();
        var gate = check.Block();
        var probe = service.Services.GetRequiredService<HealthProbe>();
        using var leaves = new CancellationTokenSource();
        var first = probe.ReadyAsync(leaves.Token);
        var second = probe.ReadyAsync(CancellationToken.None);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal(HealthStatus.Healthy, (await second).Status);
        Assert.Equal(1, check.Runs);
    }

    [Fact]
    public async Task A_service_that_drains_is_unhealthy_at_once_and_alive()
    {
        await using var service = await StartAsync();
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ProbeAsync(service, "/health"));
        service.Services.GetRequiredService<ReadinessGate>().Close();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ProbeAsync(service, "/health"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ProbeAsync(service, "/alive"));
    }

    [Fact]
    public async Task Development_says_which_check_failed_and_why()
    {
        await using var service = await StartAsync("Development");
        check.Fails = () => throw new InvalidOperationException("the store is away");
        using var answer = await service.Client.GetAsync("/health");
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("Unhealthy", report.GetProperty("status").GetString());
        var store = report.GetProperty("checks").GetProperty("store");
        Assert.Equal(("Unhealthy", "the store is away"), (store.GetProperty("status").GetString(), store.GetProperty("description").GetString()));
        Assert.Equal("Healthy", report.GetProperty("checks").GetProperty("self").GetProperty("status").GetString());
    }

    private Task<TestService> StartAsync(string environment = "Production") => TestService.StartAsync(
        add: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddHealthChecks().Add(new("store", _ => check.Make(), HealthStatus.Unhealthy, [HealthExtensions.Live]));
        },
        environment: environment);

    private static async Task<(HttpStatusCode, string)> ProbeAsync(TestService service, string address)
    {
        using var answer = await service.Client.GetAsync(address);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<(HttpStatusCode, string)> BecomesHealthyAsync(TestService service, string address) => Eventually.BecomesAsync(
        $"{address} to be healthy",
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return ProbeAsync(service, address);
        },
        answer => answer == (HttpStatusCode.OK, "Healthy"));

    /// <summary>A check that does what the test says and counts how often it was asked.</summary>
    private sealed class ScriptedCheck : IHealthCheck
    {
        private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? blocked;
        private bool heedsToken;
        private int runs;

        public int Runs => runs;

        public Action? Fails { get; set; }

        public bool CannotBeMade { get; set; }

        public ScriptedCheck Make() => CannotBeMade ? throw new InvalidOperationException("no such service") : this;

        public TaskCompletionSource Block(bool heedsToken = true)
        {
            this.heedsToken = heedsToken;
            return blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public Task<int> RunsAsync(int count) => Eventually.BecomesAsync($"{count} runs", () => Task.FromResult(runs), seen => seen == count);

        public Task CancelledAsync() => cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref runs);
            using var heard = cancellationToken.Register(cancelled.SetResult);
            if (blocked is { } gate)
            {
                await gate.Task.WaitAsync(heedsToken ? cancellationToken : CancellationToken.None);
            }

            Fails?.Invoke();
            return HealthCheckResult.Healthy();
        }
    }
}
