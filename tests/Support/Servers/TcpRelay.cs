using System.Net;
using System.Net.Sockets;

namespace Support.Servers;

/// <summary>One connection of a <see cref="TcpProxy"/>: two sockets and a pump each way.</summary>
internal sealed class TcpRelay(Socket client, IPEndPoint target, byte[]? marker, Func<Task> gate)
{
    private const int BufferBytes = 65_536;
    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool silent;
    private volatile bool answersLost;
    private readonly MarkerWatch? watch = marker is null ? null : new(marker);

    /// <summary>The client has said the marker.</summary>
    public bool IsMarked => watch is { IsSeen: true };

    /// <summary>Ends with the connection.</summary>
    public Task Ended => ended.Task;

    /// <summary>From now on bytes are read and thrown away; neither side hears of it, nor of the end of the other.</summary>
    public void Silence() => silent = true;

    /// <summary>From now on what the server says is thrown away; what the client says arrives.</summary>
    public void LoseAnswers() => answersLost = true;

    /// <summary>Both sides get a reset.</summary>
    public void Reset()
    {
        Reset(client);
        Reset(server);
    }

    /// <summary>Closes with a reset instead of an end of stream.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }

    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            if (!silent)
            {
                await server.ConnectAsync(target);
            }

            await Task.WhenAll(
                silent && !server.Connected ? Task.CompletedTask : PumpAsync(server, client, watches: false),
                PumpAsync(client, server, watches: true));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server is away: its client sees a reset, as it would from the machine itself.
        }
        finally
        {
            Reset();
            ended.SetResult();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool watches)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (watches)
                {
                    watch?.Take(buffer.AsSpan(0, count));
                }

                await gate();
                if (!silent && (watches || !answersLost))
                {
                    await SendAllAsync(to, buffer.AsMemory(0, count));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side is gone, which the other is about to learn.
        }

        if (!silent)
        {
            Reset();
        }
    }

    private static async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes)..];
        }
    }
}
