using System.Diagnostics.Metrics;
using Gateway.Api.Protection;
using Gateway.Api.Protection.Overload;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Tests.Protection.Overload;

/// <summary>The gateway's own limit follows the wait for its threads.</summary>
public sealed class GatewayLimitTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayLimit limit;

    public GatewayLimitTests() => limit = new(
        Options.Create(new OverloadOptions { GatewayConcurrencyMin = 10 }), Options.Create(new ProtectionOptions { ConcurrentCompositionsMax = 100 }),
        services.GetRequiredService<IMeterFactory>(), TimeProvider.System);

    public void Dispose()
    {
        limit.Dispose();
        services.Dispose();
    }

    [Fact]
    public void Work_that_waits_lowers_it_to_its_floor_and_rest_raises_it_again()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.True(limit.TryEnter());
        }

        limit.Adjust(waitedMs: 11);
        Assert.Equal(40, limit.Limit);
        Assert.True(limit.IsUnderPressure);
        Assert.False(limit.TryEnter());
        limit.Adjust(waitedMs: 500);
        limit.Adjust(waitedMs: 500);
        Assert.Equal(25, limit.Limit);

        for (var i = 0; i < 50; i++)
        {
            limit.Leave();
            limit.Adjust(waitedMs: 1);
        }

        Assert.Equal((100, false), (limit.Limit, limit.IsUnderPressure));
    }

    [Fact]
    public void It_never_falls_below_its_floor()
    {
        for (var i = 0; i < 20; i++)
        {
            limit.Adjust(waitedMs: 1_000);
        }

        Assert.Equal(10, limit.Limit);
    }
}
