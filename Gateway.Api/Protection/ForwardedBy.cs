using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using ServiceDefaults.Forwarding;

namespace Gateway.Api.Protection;

/// <summary>A client's address and scheme, as a proxy before the gateway says them.</summary>
internal sealed class ForwardedBy(IOptions<ProtectionOptions> protection) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options) =>
        options.Believe(ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, protection.Value.TrustedProxies);
}
