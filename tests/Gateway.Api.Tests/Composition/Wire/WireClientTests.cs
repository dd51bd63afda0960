using System.Text;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Proxy;
using Gateway.Api.Tests.Wire;
using GatewayModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>Connections over real sockets: used again, bounded, given up, and opened anew where a service has closed them.</summary>
public sealed class WireClientTests : IDisposable
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n7";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider time = new();
    private readonly CancellationTokenSource end = new(Patience);
    private readonly PoisonedBuffers buffers = new();

    public void Dispose()
    {
        services.Dispose();
        end.Dispose();
        buffers.Dispose();
        // However its calls ended.
        Assert.Equal(0, buffers.Lent);
    }

    [Fact]
    public async Task Calls_one_after_the_other_use_one_connection()
    {
        await using var service = new WireService((_, _) => Answer);
        using var client = Client();

        for (var call = 0; call < 50; call++)
        {
            Assert.Equal("7", await AskAsync(client, service));
        }

        Assert.Equal((1, 50), (service.Accepted, service.Asked.Count));
    }

    [Fact]
    public async Task A_connection_that_the_service_closed_is_found_out_or_replaced_without_a_word()
    {
        // Every third call is answered by the end of its connection, as a service does that closes idle ones.
        await using var service = new WireService((call, _) => call % 3 == 0 ? null : Answer);
        using var client = Client();

        for (var call = 0; call < 20; call++)
        {
            Assert.Equal("7", await AskAsync(client, service));
        }
    }

    [Fact]
    public async Task A_new_connection_that_ends_before_a_byte_is_lost_and_the_client_does_not_try_again()
    {
        await using var service = new WireService((_, _) => null);
        using var client = Client();

        Assert.Equal(WireFault.Lost, (await Assert.ThrowsAsync<WireException>(() => AskAsync(client, service))).Fault);
        Assert.Single(service.Asked);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_asked_for_again()
    {
        await using var service = new WireService((call, _) => call == 1 ? Answer : "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n7");
        using var client = Client();
        await AskAsync(client, service);

        using var stop = new CancellationTokenSource();
        var second = AskAsync(client, service, stop.Token);
        await Eventually.BecomesAsync("the second call", () => Task.FromResult(service.Asked.Count), asked => asked == 2);
        // The service waits for another request on that connection.
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => second);
        Assert.Equal(2, service.Asked.Count);
    }

    [Fact]
    public async Task What_follows_an_answer_unasked_is_nobodys_answer()
    {
        await using var service = new WireService((call, _) => call == 1 ? Answer + Answer.Replace("\r\n7", "\r\n6", StringComparison.Ordinal) : Answer);
        using var client = Client();

        Assert.Equal("7", await AskAsync(client, service));
        // Until it has come, the kernel may have only the first answer.
        Assert.Equal("7", await AskAsync(client, service));
        Assert.Equal("7", await AskAsync(client, service));
        Assert.Equal(2, service.Accepted);
    }

    [Fact]
    public async Task A_call_that_is_given_up_ends_its_connection_at_once()
    {
        await using var service = new WireService((_, _) => "");
        using var client = Client();
        using var stop = new CancellationTokenSource();

        var call = AskAsync(client, service, stop.Token);
        await Eventually.BecomesAsync("a call", () => Task.FromResult(service.Asked.Count), count => count == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.BecomesAsync("connections that are open", () => Task.FromResult(service.Open), open => open == 0);
    }

    [Fact]
    public async Task Connections_to_one_address_are_bounded_and_calls_wait_for_one()
    {
        await using var service = new WireService((_, _) => Answer);
        using var client = Client(connectionsMax: 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(client, service)));

        Assert.All(answers, answer => Assert.Equal("7", answer));
        Assert.InRange(service.Accepted, 1, 3);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_connection_can_be_given_up()
    {
        await using var service = new WireService((_, _) => "");
        using var client = Client(connectionsMax: 1);
        using var stop = new CancellationTokenSource();
        var first = AskAsync(client, service, stop.Token);
        await Eventually.BecomesAsync("a call", () => Task.FromResult(service.Asked.Count), count => count == 1);

        using var soon = new CancellationTokenSource();
        var second = AskAsync(client, service, soon.Token);
        Assert.False(second.IsCompleted);
        await soon.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task Idle_and_old_connections_are_closed()
    {
        await using var service = new WireService((_, _) => Answer);
        using var client = Client();

        await AskAsync(client, service);
        time.Advance(WireSettings.IdleMax + TimeSpan.FromSeconds(15));
        await Eventually.BecomesAsync("connections that are open", () => Task.FromResult(service.Open), open => open == 0);

        await AskAsync(client, service);
        for (var spent = TimeSpan.Zero; spent < WireSettings.LifetimeMax; spent += TimeSpan.FromSeconds(50))
        {
            time.Advance(TimeSpan.FromSeconds(50));
            await AskAsync(client, service);
        }

        await AskAsync(client, service);
        Assert.Equal(3, service.Accepted);
    }

    [Fact]
    public async Task What_a_spike_has_opened_is_closed_soon_after_it_in_steps_and_the_last_few_stay()
    {
        const int Calls = 200;
        var (asked, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var service = new SocketServer(async (socket, stopped) =>
        {
            while (await SocketServer.ReadHeadAsync(socket, stopped) is { Length: > 0 })
            {
                // Nobody is answered before all have asked, so each call needs a connection of its own.
                if (Interlocked.Increment(ref asked) == Calls)
                {
                    all.SetResult();
                }

                await all.Task.WaitAsync(stopped);
                await socket.SendAsync(Encoding.Latin1.GetBytes(Answer), stopped);
            }
        });
        using var client = Client();
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => AskAsync(client, service.Address)));
        var second = TimeSpan.FromSeconds(1);

        time.Advance(WireSettings.SpareIdleMax - second);
        Assert.Equal((Calls, Calls), (service.Open, service.Accepted));
        time.Advance(second);
        await OpenAreAsync(service, Calls - WireSettings.ClosedAtOnceMax);
        // The newest is used first, so those that are closed are those that nobody needs.
        Assert.Equal("7", await AskAsync(client, service.Address));
        time.Advance(second);
        time.Advance(second);
        time.Advance(second);
        await OpenAreAsync(service, WireSettings.KeptIdle);
        time.Advance(WireSettings.IdleMax);
        await OpenAreAsync(service, 0);
        Assert.Equal(Calls, service.Accepted);
    }

    private static Task OpenAreAsync(SocketServer service, int expected) =>
        Eventually.BecomesAsync("connections that are open", () => Task.FromResult(service.Open), open => open == expected);

    [Fact]
    public async Task An_address_that_takes_no_connection_is_unreachable()
    {
        using var client = Client();

        var exception = await Assert.ThrowsAsync<WireException>(() => AskAsync(client, "http://127.0.0.1:1"));

        Assert.Equal(WireFault.Unreachable, exception.Fault);
    }

    [Theory]
    [InlineData("https://catalog", false)]
    [InlineData("http://catalog:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("ftp://catalog", false)]
    public void Only_addresses_without_tls_are_its_own(string origin, bool isOurs)
    {
        using var client = Client();

        Assert.Equal(isOurs, client.HostOf(origin) is not null);
    }

    [Theory]
    [InlineData("http://catalog:8080", "Host: catalog:8080\r\n")]
    [InlineData("http://catalog", "Host: catalog\r\n")]
    [InlineData("http://[::1]:8080", "Host: [::1]:8080\r\n")]
    [InlineData("http://user:secret@catalog", "Host: catalog\r\n")]
    public void A_service_is_named_as_it_expects(string origin, string line)
    {
        using var client = Client();

        Assert.StartsWith(line, Encoding.ASCII.GetString(client.HostOf(origin)!.Lines), StringComparison.Ordinal);
    }

    private WireClient Client(int connectionsMax = 512) =>
        new(new(new UpstreamOptions { ConnectionsPerAddressMax = connectionsMax }, new(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), time) { Buffers = buffers });

    private Task<string> AskAsync(WireClient client, WireService service, CancellationToken? stop = null) => AskAsync(client, service.Origin, stop);

    private async Task<string> AskAsync(WireClient client, string origin, CancellationToken? stop = null)
    {
        using var answer = await client.SendAsync(client.HostOf(origin)!, new("/p/1", 100, null), stop ?? end.Token);
        var body = new MemoryStream();
        var buffer = new byte[64];
        int read;
        while ((read = await answer.Body.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            body.Write(buffer, 0, read);
        }

        return Encoding.Latin1.GetString(body.ToArray());
    }
}
