using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Support.Servers;

/// <summary>
/// A relay between clients and one server, with the faults of a network: sockets that are cut, that stall, or that stay open
/// and swallow every byte (half-open). It listens on a free port of 127.0.0.1 and keeps the port through all of them.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentDictionary<TcpRelay, byte> relays = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly byte[]? marker;
    private readonly Lock exclusive = new();
    private Task accepting = Task.CompletedTask;
    private Mode mode;
    private IPEndPoint target;
    private TaskCompletionSource open = Opened();

    private TcpProxy(IPEndPoint target, byte[]? marker) => (this.target, this.marker) = (target, marker);

    private enum Mode
    {
        Pass,
        Cut,
        BlackHole,
    }

    /// <summary>TCP port on 127.0.0.1 that clients connect to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Connections that are open at the moment.</summary>
    public int Count => relays.Count;

    /// <summary>Starts a relay to a port of 127.0.0.1.</summary>
    /// <param name="port">Port of the server.</param>
    /// <param name="marker">ASCII that a client says on the connections which <see cref="BlackHole"/> may single out.</param>
    public static TcpProxy Start(int port, string? marker = null)
    {
        var proxy = new TcpProxy(new(IPAddress.Loopback, port), marker is null ? null : System.Text.Encoding.ASCII.GetBytes(marker));
        proxy.listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        proxy.listener.Listen(1_024);
        proxy.accepting = proxy.AcceptAsync();
        return proxy;
    }

    /// <summary>
    /// From now on all is relayed. What was stalled flows on; a connection that has been in the black hole stays silent, as
    /// one does whose state a firewall has forgotten; new ones work.
    /// </summary>
    public void Pass()
    {
        lock (exclusive)
        {
            mode = Mode.Pass;
            open.TrySetResult();
        }
    }

    /// <summary>Resets all connections, and every new one until <see cref="Pass"/>.</summary>
    public void Cut()
    {
        lock (exclusive)
        {
            mode = Mode.Cut;
        }

        Reset();
    }

    /// <summary>New connections go to another port of 127.0.0.1; those that are open stay where they are.</summary>
    public void Retarget(int port)
    {
        lock (exclusive)
        {
            target = new(IPAddress.Loopback, port);
        }
    }

    /// <summary>On open connections the server hears all and what it answers is lost, until they are reset; new ones work.</summary>
    public void LoseAnswers()
    {
        foreach (var relay in relays.Keys)
        {
            relay.LoseAnswers();
        }
    }

    /// <summary>Resets all connections; new ones work as the present fault allows.</summary>
    public void Reset()
    {
        foreach (var relay in relays.Keys)
        {
            relay.Reset();
        }
    }

    /// <summary>Bytes wait where they are until <see cref="Pass"/>, and none is lost: a network that drops packets for a while.</summary>
    public void Stall()
    {
        lock (exclusive)
        {
            if (open.Task.IsCompleted)
            {
                open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Open connections swallow every byte in both directions and never say so; new ones connect and are silent too.</summary>
    /// <param name="onlyMarked">True: only connections whose client said the marker; new ones work until they say it.</param>
    public void BlackHole(bool onlyMarked = false)
    {
        lock (exclusive)
        {
            mode = onlyMarked ? Mode.Pass : Mode.BlackHole;
        }

        foreach (var relay in relays.Keys.Where(relay => !onlyMarked || relay.IsMarked))
        {
            relay.Silence();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        Pass();
        Reset();
        await Task.WhenAll(relays.Keys.Select(relay => relay.Ended));
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Take(await listener.AcceptAsync(stopping.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or a client that left before it was taken.
            }
        }
    }

    private void Take(Socket client)
    {
        lock (exclusive)
        {
            if (mode == Mode.Cut)
            {
                TcpRelay.Reset(client);
                return;
            }

            var relay = new TcpRelay(client, target, marker, GateAsync);
            if (mode == Mode.BlackHole)
            {
                relay.Silence();
            }

            relays[relay] = 0;
            _ = RelayAsync(relay);
        }
    }

    private async Task RelayAsync(TcpRelay relay)
    {
        await relay.RunAsync();
        relays.TryRemove(relay, out _);
    }

    private Task GateAsync()
    {
        lock (exclusive)
        {
            return open.Task;
        }
    }

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }
}
