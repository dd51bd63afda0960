using Imaging.Worker.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Support.Servers;

namespace Imaging.Worker.Tests.Jobs;

/// <summary>Hints are told and heard by a Redis that answers, and cost no work where it says nothing.</summary>
[Collection(ImagingCollection.Name)]
public sealed class ImageEventsTests(ImagingServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_tells_or_listens_goes_on_though_Redis_says_nothing()
    {
        await using var proxy = TcpProxy.Start(servers.Redis.Port);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(servers.Redis.ConnectionStringAt(proxy.Port));
        var events = new ImageEvents(redis, TimeProvider.System, NullLogger<ImageEvents>.Instance);
        proxy.BlackHole();

        Assert.True(events.ChangedAsync("image").IsCompletedSuccessfully);
        Assert.True(events.SentAsync().IsCompletedSuccessfully);
        await using var hints = await events.ListenAsync("image").WaitAsync(Patience);
    }

    [Fact]
    public async Task A_hint_that_nobody_waited_for_is_heard()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(servers.Redis.ConnectionString);
        var events = new ImageEvents(redis, TimeProvider.System, NullLogger<ImageEvents>.Instance);
        await using var hints = await events.ListenAsync("image");

        await events.StepAsync("image", "decode");

        Assert.Equal("decode", (await hints.Hints.ReadAsync().AsTask().WaitAsync(Patience)).Step);
    }
}
