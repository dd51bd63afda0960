using System.Net;
using System.Net.Sockets;
using Bench.Lab.Processes;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway.Strain;

/// <summary>
/// Clients that mean no good beside honest ones: headers and bodies a byte at a time, sockets that say nothing, bombs of headers, floods
/// of HTTP/2 frames. Honest clients must keep nine tenths of what they had, and memory must stay bounded.
/// </summary>
internal sealed class Hostile(ILabProgress progress, TimeSpan length, int clients) : StrainRun(progress)
{
    private const double PerSecond = 200;
    private const double GoodputMin = 0.9;
    private const double GrowthMaxMegabytes = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override string Name => "hostile-clients";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step("starting the gateway and what stands for its services");
        var (port, http2Port) = (FreePort.Next(), FreePort.Next());
        await using var gateway = await GatewayUnderLoad.StartAsync(port, TwoDoors(port, http2Port), cancellationToken);
        await gateway.WarmUpAsync(length / 4, cancellationToken);
        using var honest = new ShedLoad(gateway.Address, GatewayUnderLoad.Product);
        Step($"{PerSecond:0} req/s of honest clients alone for {length.TotalSeconds:0} s");
        var alone = await honest.RunAsync(PerSecond, length, cancellationToken);
        foreach (var kind in HostileKind.All)
        {
            await AttackAsync(kind, kind.IsHttp2 ? http2Port : port, gateway.ProcessId, honest, alone, cancellationToken);
        }
    }

    private async Task AttackAsync(HostileKind kind, int port, int gatewayId, ShedLoad honest, ShedOutcome alone, CancellationToken cancellationToken)
    {
        var count = Math.Max(1, clients / kind.Share);
        Step($"{count} clients: {kind.What}, for {length.TotalSeconds:0} s");
        var before = ProcessUsage.Of(gatewayId).MemoryMegabytes;
        await using var meter = UsageMeter.Start(("gateway", [gatewayId]));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var thrownOut = 0;
        var hostile = Enumerable.Range(0, count).Select(_ => Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    await LiveAsync(kind, port, over.Token);
                    Interlocked.Increment(ref thrownOut);
                }
            },
            CancellationToken.None)).ToArray();
        var meanwhile = await honest.RunAsync(PerSecond, length, cancellationToken);
        var gateway = (await meter.StopAsync())["gateway"];
        await over.CancelAsync();
        await Task.WhenAll(hostile);
        Step(KeptPromise.Text($"{kind.What}: connections ended {thrownOut - count} times"));
        Keep(new($"{kind.What}: goodput of honest clients", KeptPromise.Text($"at least {GoodputMin:0.0#} of {alone.Goodput:0} req/s"), KeptPromise.Text($"{meanwhile.Goodput:0} req/s{meanwhile.OthersText}"), meanwhile.Goodput >= alone.Goodput * GoodputMin));
        Keep(new($"{kind.What}: memory of the gateway", KeptPromise.Text($"at most {GrowthMaxMegabytes:0} MB above {before:0} MB"), KeptPromise.Text($"at its greatest {gateway.MemoryMegabytesMax:0} MB, at the end {gateway.MemoryMegabytes:0}; {gateway.Cores:0.00} cores"), gateway.MemoryMegabytesMax - before <= GrowthMaxMegabytes));
    }

    /// <summary>One connection, until it is thrown out or the stretch is over.</summary>
    private static async Task LiveAsync(HostileKind kind, int port, CancellationToken stop)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
            await socket.SendAsync(kind.First, stop);
            for (var turn = 0; ; turn++)
            {
                await Task.Delay(Pause, stop);
                await socket.SendAsync(kind.More(turn), stop);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // Thrown out, or the stretch is over.
        }
    }

    /// <summary>In the clear a connection speaks one version: HTTP/2 has a port of its own.</summary>
    private static IEnumerable<KeyValuePair<string, string>> TwoDoors(int http1Port, int http2Port) =>
    [
        new("Kestrel:Endpoints:Http1:Url", $"http://127.0.0.1:{http1Port}"),
        new("Kestrel:Endpoints:Http2:Url", $"http://127.0.0.1:{http2Port}"),
        new("Kestrel:Endpoints:Http2:Protocols", "Http2"),
    ];
}
