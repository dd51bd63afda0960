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

    /// <summary>Scheme, host and port of the next node; another one than <paramref name="not"/> where there is one.</summary>
    public string Next(string? not = null)
    {
        if (origins.Length == 1)
        {
            return origins[0];
        }

        var next = origins[(uint)Interlocked.Increment(ref turn) % origins.Length];
        return next == not ? origins[(uint)Interlocked.Increment(ref turn) % origins.Length] : next;
    }
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
