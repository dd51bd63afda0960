using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;

namespace Bench.Gateway.Strain;

/// <summary>
/// Clients that mean no good beside honest ones: headers and bodies a byte at a time, sockets that say nothing, bombs of headers. Honest
/// clients must keep nine tenths of what they had, and memory must stay bounded.
/// </summary>
internal sealed class Hostile(ILabProgress progress, TimeSpan length, int clients) : StrainRun(progress)
{
    private const double PerSecond = 200;
    private const double GoodputMin = 0.9;
    private const double GrowthMaxMegabytes = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly (string What, string First, string More)[] Kinds =
    [
        ("slow headers", "GET /api/products/1 HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n"),
        ("slow bodies", "POST /dev/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", " "),
        ("idle sockets", "", ""),
        ("bombs of headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"X-{i}: {new string('x', 500)}\r\n")), "X-A: b\r\n"),
        ("deep JSON", $"POST /dev/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50000\r\n\r\n{new string('[', 50_000)}", ""),
    ];

    public override string Name => "hostile-clients";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step("starting the gateway and what stands for its services");
        await using var gateway = await GatewayUnderLoad.StartAsync(cancellationToken);
        await gateway.WarmUpAsync(length / 4, cancellationToken);
        using var honest = new ShedLoad(gateway.Address, GatewayUnderLoad.Product);
        Step($"{PerSecond:0} req/s of honest clients alone for {length.TotalSeconds:0} s");
        var alone = await honest.RunAsync(PerSecond, length, cancellationToken);
        foreach (var (what, first, more) in Kinds)
        {
            Step($"{clients} clients: {what}, for {length.TotalSeconds:0} s");
            var before = ProcessUsage.Of(gateway.ProcessId).MemoryMegabytes;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var hostile = Enumerable.Range(0, clients).Select(_ => Task.Run(() => AttackAsync(gateway.Address, first, more, over.Token), CancellationToken.None)).ToArray();
            var meanwhile = await honest.RunAsync(PerSecond, length, cancellationToken);
            var after = ProcessUsage.Of(gateway.ProcessId).MemoryMegabytes;
            await over.CancelAsync();
            await Task.WhenAll(hostile);
            Keep(new($"{what}: goodput of honest clients", KeptPromise.Text($"at least {GoodputMin:0.0#} of {alone.Goodput:0} req/s"), KeptPromise.Text($"{meanwhile.Goodput:0} req/s{meanwhile.OthersText}"), meanwhile.Goodput >= alone.Goodput * GoodputMin));
            Keep(new($"{what}: memory of the gateway", KeptPromise.Text($"at most {GrowthMaxMegabytes:0} MB above {before:0} MB"), KeptPromise.Text($"{after:0} MB"), after - before <= GrowthMaxMegabytes));
        }
    }

    /// <summary>One client, which comes again when it is thrown out.</summary>
    private static async Task AttackAsync(Uri server, string first, string more, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), stop);
                await socket.SendAsync(Encoding.ASCII.GetBytes(first), stop);
                while (true)
                {
                    await Task.Delay(Pause, stop);
                    await socket.SendAsync(Encoding.ASCII.GetBytes(more), stop);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Thrown out, or the stretch is over.
            }
        }
    }
}
