using Microsoft.Playwright;

namespace EndToEnd.Browser;

/// <summary>A line that takes bytes slowly, so that an upload can be seen on its way. The whole page goes over it.</summary>
internal sealed class SlowLine : IAsyncDisposable
{
    private readonly ICDPSession session;

    private SlowLine(ICDPSession session) => this.session = session;

    public static async Task<SlowLine> AttachAsync(IPage page, int bytesPerSecond)
    {
        var line = new SlowLine(await page.Context.NewCDPSessionAsync(page));
        await line.session.SendAsync("Network.enable");
        await line.LimitAsync(bytesPerSecond);
        return line;
    }

    /// <summary>As fast as before.</summary>
    public Task EndAsync() => LimitAsync(-1);

    /// <summary>Nothing goes through any more, nor comes to its end.</summary>
    public Task BreakAsync() => LimitAsync(-1, isOffline: true);

    public async ValueTask DisposeAsync() => await session.DetachAsync();

    private Task LimitAsync(int bytesPerSecond, bool isOffline = false) => session.SendAsync("Network.emulateNetworkConditions", new()
    {
        ["offline"] = isOffline, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond,
    });
}
