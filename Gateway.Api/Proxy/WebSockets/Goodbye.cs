using Microsoft.AspNetCore.Http.Features;
using ServiceDefaults.Drain;

namespace Gateway.Api.Proxy.WebSockets;

/// <summary>
/// Tells the clients of proxied WebSockets that the gateway stops, spread over four fifths of the notice, so that they do not all come
/// back at the same moment.
/// </summary>
internal sealed class Goodbye(DrainSignal drain, TimeProvider time)
{
    private const double Spread = 0.8;

    /// <summary>Lets a request that upgrades its connection be told.</summary>
    public Task FollowAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new FollowedUpgrade(upgrade, this));
        }

        return next(context);
    }

    private void Follow(ClosingStream stream)
    {
        var registration = drain.Began.UnsafeRegister(state => _ = SayAsync((ClosingStream)state!), stream);
        stream.Closed += () => registration.Unregister();
    }

    private async Task SayAsync(ClosingStream stream)
    {
        try
        {
            await Task.Delay(drain.Notice * (Random.Shared.NextDouble() * Spread), time);
            await stream.SayGoodbyeAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It went by itself.
        }
    }

    private sealed class FollowedUpgrade(IHttpUpgradeFeature upgrade, Goodbye goodbye) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync()
        {
            var stream = new ClosingStream(await upgrade.UpgradeAsync());
            goodbye.Follow(stream);
            return stream;
        }
    }
}
