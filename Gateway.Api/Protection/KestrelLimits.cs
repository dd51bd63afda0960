using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection;

/// <summary>Limits that hold before a request is one.</summary>
internal sealed class KestrelLimits(IOptions<ProtectionOptions> protection) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = protection.Value.BodyBytesMax;
        options.Limits.MaxRequestHeadersTotalSize = protection.Value.HeaderBytesMax;
        options.Limits.MaxRequestHeaderCount = protection.Value.HeadersMax;
        options.Limits.RequestHeadersTimeout = protection.Value.HeadersTimeout;
    }
}
