using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace ServiceDefaults.Forwarding;

/// <summary>Whose <c>X-Forwarded-*</c> headers are believed.</summary>
public static class TrustedNetworks
{
    /// <summary>Believes the headers from the listed networks only: from anyone else they would be a client naming itself.</summary>
    /// <param name="options">Of the middleware.</param>
    /// <param name="headers">Which headers are read.</param>
    /// <param name="networks">CIDR, such as <c>10.0.0.0/8</c>. Without any nobody is believed, where the middleware would believe everybody.</param>
    public static void Believe(this ForwardedHeadersOptions options, ForwardedHeaders headers, IReadOnlyCollection<string> networks)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(networks);
        options.KnownProxies.Clear();
        // Trusted proxies may stand behind each other: read back to the first address that is not one of theirs.
        options.ForwardLimit = null;
        options.KnownIPNetworks.Clear();
        options.ForwardedHeaders = networks.Count == 0 ? ForwardedHeaders.None : headers;
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }
    }
}
