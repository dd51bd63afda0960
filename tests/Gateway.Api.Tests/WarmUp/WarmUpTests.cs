using System.Net;
using Gateway.Api.WarmUp;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Support;

namespace Gateway.Api.Tests.WarmUp;

/// <summary>A gateway answers itself before it says that it is ready.</summary>
public sealed class WarmUpTests
{
    private static readonly HealthCheckContext Context = new();

    [Fact]
    public async Task It_composes_over_its_own_address_and_answers_nobody_there_afterwards()
    {
        await using var gateway = new GatewayApp(new() { ["Gateway:WarmUp:Requests"] = "64", ["Gateway:WarmUp:Patience"] = "00:01:00" });
        using var client = gateway.CreateClient();

        await Eventually.BecomesAsync("readiness", () => client.GetAsync("/health"), answer => answer.StatusCode == HttpStatusCode.OK);

        Assert.Contains(gateway.Logs.Lines, line => line.StartsWith("Information: Warmed up by 64 composed requests, 64 of them whole, ", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/warm-up/page/1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/warm-up/part/1?part=0")).StatusCode);
    }

    [Fact]
    public async Task What_takes_too_long_is_cut_short_and_the_gateway_is_ready()
    {
        await using var gateway = new GatewayApp(new() { ["Gateway:WarmUp:Requests"] = "10000", ["Gateway:WarmUp:Patience"] = "00:00:00.100" });
        using var client = gateway.CreateClient();

        await Eventually.BecomesAsync("readiness", () => client.GetAsync("/health"), answer => answer.StatusCode == HttpStatusCode.OK);

        Assert.Contains(gateway.Logs.Lines, line => line.StartsWith("Information: The warm-up was cut short", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(1, HealthStatus.Unhealthy)]
    public async Task It_is_not_ready_before_it_has_begun_unless_nothing_is_asked(int requests, HealthStatus status)
    {
        using var warmUp = new Gateway.Api.WarmUp.WarmUp(
            server: null!, Options.Create(new WarmUpOptions { Requests = requests }), lifetime: null!, TimeProvider.System, NullLogger<Gateway.Api.WarmUp.WarmUp>.Instance);

        Assert.Equal(status, (await warmUp.CheckHealthAsync(Context, TestContext.Current.CancellationToken)).Status);
    }

    [Theory]
    [InlineData(-1, 5, "Gateway:WarmUp:Requests is -1; allowed: 0 to 10000.")]
    [InlineData(1, 0, "Gateway:WarmUp:Patience is 00:00:00; allowed: 00:00:00.1000000 to 00:01:00.")]
    public void A_wrong_setting_is_refused_with_its_key_its_value_and_what_is_allowed(int requests, int seconds, string said) =>
        Assert.Equal(said, new WarmUpOptionsValidator().Validate(null, new() { Requests = requests, Patience = TimeSpan.FromSeconds(seconds) }).FailureMessage);
}
