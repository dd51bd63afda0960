using Microsoft.AspNetCore.Authorization;

namespace Gateway.Api.Protection;

/// <summary>
/// Development's open doors open only to a browser that asked for this machine: a page of a name that was rebound to 127.0.0.1
/// carries that name in its Host header.
/// </summary>
internal static class LocalHost
{
    /// <summary>Authorization policy for routes: no sign-in, but a local Host header.</summary>
    public const string Policy = "local-host";

    public static bool IsLocal(HostString host) => host.Host is "localhost" or "127.0.0.1" or "[::1]";

    public static void Require(AuthorizationPolicyBuilder policy) =>
        policy.RequireAssertion(context => context.Resource is HttpContext { Request.Host: var host } && IsLocal(host));
}
