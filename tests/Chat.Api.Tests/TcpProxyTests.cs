using System.Net;
using System.Net.Sockets;
using System.Text;
using Support.Servers;

namespace Chat.Api.Tests;

/// <summary>The faults that other tests rely on are real.</summary>
public sealed class TcpProxyTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task It_passes_stalls_swallows_and_cuts_as_it_is_told()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        var answering = EchoAsync(echo);
        await using var proxy = TcpProxy.Start(((IPEndPoint)echo.LocalEndpoint).Port, marker: "marked");
        using var plain = await ConnectAsync(proxy);
        using var marked = await ConnectAsync(proxy);
        Assert.Equal("one", await AskAsync(plain, "one"));
        // In two pieces, as a full buffer may send it.
        Assert.Equal("mar", await AskAsync(marked, "mar"));
        Assert.Equal("ked", await AskAsync(marked, "ked"));

        proxy.Stall();
        var stalled = AskAsync(plain, "two");
        await Assert.ThrowsAsync<TimeoutException>(() => stalled.WaitAsync(Silence));
        proxy.Pass();
        Assert.Equal("two", await stalled);

        proxy.BlackHole(onlyMarked: true);
        await Assert.ThrowsAsync<TimeoutException>(() => AskAsync(marked, "lost").WaitAsync(Silence));
        Assert.Equal("three", await AskAsync(plain, "three"));

        proxy.BlackHole();
        using var late = await ConnectAsync(proxy);
        await Assert.ThrowsAsync<TimeoutException>(() => AskAsync(late, "lost").WaitAsync(Silence));
        await Assert.ThrowsAsync<TimeoutException>(() => AskAsync(plain, "lost").WaitAsync(Silence));
        proxy.Pass();
        using var after = await ConnectAsync(proxy);
        Assert.Equal("four", await AskAsync(after, "four"));

        proxy.Cut();
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(after, "cut"));
        echo.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => answering);
    }

    private static async Task<TcpClient> ConnectAsync(TcpProxy proxy)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return client;
    }

    private static async Task<string> AskAsync(TcpClient client, string text)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        var answer = new byte[text.Length];
        await stream.ReadExactlyAsync(answer);
        return Encoding.ASCII.GetString(answer);
    }

    private static async Task EchoAsync(TcpListener listener)
    {
        while (true)
        {
            _ = AnswerAsync(await listener.AcceptTcpClientAsync());
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await client.GetStream().CopyToAsync(client.GetStream());
            }
            catch (IOException)
            {
                // The proxy has cut it.
            }
        }
    }
}
