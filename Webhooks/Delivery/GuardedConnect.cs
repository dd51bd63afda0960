using System.Net;
using System.Net.Sockets;

namespace Webhooks;

/// <summary>An endpoint's name leads to no address that webhooks may go to.</summary>
internal sealed class AddressRefusedException(string host) : Exception($"{host} leads to no public address.");

/// <summary>
/// Connects to exactly the addresses that were checked: between a check and a second look-up a name could change what it
/// leads to.
/// </summary>
internal sealed class GuardedConnect(WebhookUrls urls, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var number) ? [number] : await resolve(host, cancellationToken);
        var allowed = addresses.Where(address => Addresses.IsAllowed(address, urls.AllowsLoopback)).ToArray();
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
