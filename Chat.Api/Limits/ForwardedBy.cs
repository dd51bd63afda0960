using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using ServiceDefaults.Forwarding;

namespace Chat.Api.Limits;

/// <summary>A client's address, as the gateway and its kind say it.</summary>
internal sealed class ForwardedBy(IOptions<LimitOptions> limits) : IConfigureOptions<ForwardedHeadersOptions>
{
    public void Configure(ForwardedHeadersOptions options) => options.Believe(ForwardedHeaders.XForwardedFor, limits.Value.Proxies);
}
