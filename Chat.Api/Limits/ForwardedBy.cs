using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Chat.Api.Limits;

/// <summary>Believes <c>X-Forwarded-For</c> from the gateway and its kind only: from anyone else it would be a client naming itself.</summary>
internal sealed class ForwardedBy(IOptions<LimitOptions> limits) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        foreach (var network in limits.Value.Proxies)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }
    }
}
