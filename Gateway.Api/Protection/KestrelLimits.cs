using Gateway.Api.Protection.Resets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection;

/// <summary>Limits that hold before a request is one.</summary>
internal sealed class KestrelLimits(IOptions<ProtectionOptions> protection) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.UseStreamTurns();
        if (Checked() is not { } limits)
        {
            return;
        }

        options.Limits.MaxRequestBodySize = limits.BodyBytesMax;
        options.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytesMax;
        options.Limits.MaxRequestHeaderCount = limits.HeadersMax;
        options.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        options.Limits.KeepAliveTimeout = limits.IdleTimeout;
        options.Limits.MaxConcurrentConnections = limits.ConnectionsMax;
        options.Limits.MaxConcurrentUpgradedConnections = limits.ConnectionsMax;
    }

    /// <summary>The server is built before the settings are checked: a wrong one waits for that check, which stops the start in one line.</summary>
    private ProtectionOptions? Checked()
    {
        try
        {
            return protection.Value;
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            return null;
        }
    }
}
