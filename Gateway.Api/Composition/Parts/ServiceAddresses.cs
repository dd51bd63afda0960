using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Pooling;
using Microsoft.Extensions.ServiceDiscovery;

namespace Gateway.Api.Composition.Parts;

/// <summary>Where a service's nodes are.</summary>
internal interface IServiceAddresses
{
    /// <exception cref="InvalidOperationException">Nobody knows a node of that service.</exception>
    ValueTask<ServiceNodes> OfAsync(string service, CancellationToken cancellationToken);
}

/// <summary>The nodes of a service, taken in turn.</summary>
internal sealed class ServiceNodes(string[] origins)
{
    private int turn;

    public int Count => origins.Length;

    /// <summary>Scheme, host and port of the next node.</summary>
    public string Next()
    {
        var tried = 0ul;
        return Next(ref tried);
    }

    /// <summary>The same; one that was not tried, where there is one.</summary>
    /// <param name="tried">What one caller has tried, a bit for each node; 0 at first. A service of over 64 nodes has several to a bit.</param>
    public string Next(ref ulong tried)
    {
        if (origins.Length == 1)
        {
            return origins[0];
        }

        var number = (uint)Interlocked.Increment(ref turn);
        var index = tried == 0 ? (int)(number % origins.Length) : Untried(number, tried);
        tried = index < 0 ? 0 : tried;
        index = index < 0 ? (int)(number % origins.Length) : index;
        tried |= Bit(index);
        return origins[index];
    }

    /// <summary>One of those that were not tried, each as likely as the others; -1 where all were.</summary>
    private int Untried(uint number, ulong tried)
    {
        var count = 0u;
        for (var i = 0; i < origins.Length; i++)
        {
            count += (tried & Bit(i)) == 0 ? 1u : 0;
        }

        var wanted = count == 0 ? 0 : number % count;
        for (var i = 0; i < origins.Length; i++)
        {
            if ((tried & Bit(i)) == 0 && wanted-- == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static ulong Bit(int index) => 1UL << (index & 63);
}

/// <summary>Nodes as service discovery knows them; it renews its own knowledge.</summary>
internal sealed class DiscoveredAddresses(ServiceEndpointResolver resolver) : IServiceAddresses
{
    private readonly ConcurrentDictionary<string, (ServiceEndpointSource Source, ServiceNodes Nodes)> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> names = new(StringComparer.Ordinal);

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<ServiceNodes> OfAsync(string service, CancellationToken cancellationToken)
    {
        var name = names.GetOrAdd(service, static service => $"https+http://{service}");
        var source = await resolver.GetEndpointsAsync(name, cancellationToken);
        if (known.TryGetValue(service, out var found) && ReferenceEquals(found.Source, source))
        {
            return found.Nodes;
        }

        string[] origins = [.. source.Endpoints.Select(endpoint => OriginOf(endpoint.EndPoint))];
        if (origins.Length == 0)
        {
            throw new InvalidOperationException($"No address is known for the service '{service}'.");
        }

        var nodes = new ServiceNodes(origins);
        known[service] = (source, nodes);
        return nodes;
    }

    private static string OriginOf(EndPoint endpoint)
    {
        // Configured addresses are whole; one from DNS has no scheme, and the first that we asked for is meant.
        var text = endpoint.ToString()!;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri.GetLeftPart(UriPartial.Authority)
            : endpoint is DnsEndPoint { Port: 0 } dns ? $"https://{dns.Host}" : $"https://{(endpoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : text)}";
    }
}
