using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Storefront.Faults;
using Support;

namespace Storefront.Tests;

/// <summary>Faults are what was asked for, on business endpoints alone, in Development alone.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly StorefrontApp app = new("Catalog");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_plan_is_read_back_as_it_was_written_and_replaced_whole()
    {
        Assert.Equal(FaultPlan.None, await app.Client.GetFromJsonAsync<FaultPlan>("/faults"));

        await app.SetFaultsAsync(new { latencyMs = 1, jitterMs = 2, errorRate = 0.5, status = 503, maxConcurrency = 4 });
        Assert.Equal(new FaultPlan(1, 2, 0.5, 503, false, 4), await app.Client.GetFromJsonAsync<FaultPlan>("/faults"));

        await app.SetFaultsAsync(new { });
        Assert.Equal(FaultPlan.None, await app.Client.GetFromJsonAsync<FaultPlan>("/faults"));
    }

    [Theory]
    [InlineData("""{"latencyMs":-1}""", "fault-invalid")]
    [InlineData("""{"jitterMs":60001}""", "fault-invalid")]
    [InlineData("""{"errorRate":1.1}""", "fault-invalid")]
    [InlineData("""{"status":200}""", "fault-invalid")]
    [InlineData("""{"maxConcurrency":-1}""", "fault-invalid")]
    [InlineData("""{"latency":5}""", "bad-request")]
    [InlineData("""{"latencyMs":"long"}""", "bad-request")]
    public async Task A_plan_out_of_range_is_refused_and_changes_nothing(string body, string code)
    {
        var answer = await app.Client.PutAsync("/faults", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, await StorefrontApp.CodeAsync(answer)));
        Assert.Equal(FaultPlan.None, await app.Client.GetFromJsonAsync<FaultPlan>("/faults"));
    }

    [Fact]
    public async Task Errors_come_with_the_status_that_was_asked_for_and_leave_health_alone()
    {
        await app.SetFaultsAsync(new { errorRate = 1, status = 418 });

        var answer = await app.Client.GetAsync("/products/1");

        Assert.Equal(((HttpStatusCode)418, "fault-injected"), (answer.StatusCode, await StorefrontApp.CodeAsync(answer)));
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Latency_delays_an_answer()
    {
        await app.SetFaultsAsync(new { latencyMs = 300 });
        var watch = Stopwatch.StartNew();

        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/products/1")).StatusCode);

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(295), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task A_service_that_hangs_answers_nothing_until_its_caller_gives_up()
    {
        await app.SetFaultsAsync(new { hang = true });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Client.GetAsync("/products/1", patience.Token));

        await app.SetFaultsAsync(new { });
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync("/products/1")).StatusCode);
    }

    [Fact]
    public async Task A_limited_service_serves_so_many_at_once_and_the_others_wait_in_line()
    {
        await app.SetFaultsAsync(new { latencyMs = 100, maxConcurrency = 2 });
        var watch = Stopwatch.StartNew();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Client.GetAsync("/products/1")));

        // Six requests, two at a time, 100 ms each.
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(295), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task A_service_that_hangs_still_stops()
    {
        var hanging = new StorefrontApp("Pricing");
        await hanging.SetFaultsAsync(new { hang = true, maxConcurrency = 1 });
        var answers = Enumerable.Range(0, 2).Select(_ => hanging.Client.GetAsync("/prices/1")).ToList();
        await Eventually.BecomesAsync("an answer of /alive", async () => (await hanging.Client.GetAsync("/alive")).StatusCode, status => status == HttpStatusCode.OK);
        var watch = Stopwatch.StartNew();

        await hanging.DisposeAsync();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        await Task.WhenAll(answers).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Outside_development_there_is_no_such_address()
    {
        await using var production = new StorefrontApp("Catalog", "Production");

        Assert.Equal(HttpStatusCode.NotFound, (await production.Client.GetAsync("/faults")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await production.SetFaultsAsync(new { hang = true })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await production.Client.GetAsync("/products/1")).StatusCode);
    }
}
