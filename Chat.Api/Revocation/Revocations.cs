using System.Collections.Frozen;
using System.Globalization;
using System.Security.Claims;
using Chat.Api.Delivery;

namespace Chat.Api.Revocation;

/// <summary>
/// The revocations that this node knows of. Every request and every connection is looked at, from memory alone; a connection
/// that is open when the news comes is cut off.
/// </summary>
internal sealed class Revocations(Connections connections)
{
    private FrozenDictionary<string, DateTime> known = FrozenDictionary<string, DateTime>.Empty;

    public bool IsRevoked(ClaimsPrincipal caller) =>
        known.Count > 0
        && caller.FindFirst("sub") is { } user
        && known.TryGetValue(user.Value, out var before)
        && IssuedAt(caller) <= new DateTimeOffset(before).ToUnixTimeSeconds();

    /// <summary>These are all that count.</summary>
    public void Replace(IEnumerable<UserRevocation> all)
    {
        known = all.ToFrozenDictionary(revocation => revocation.User, revocation => revocation.Before);
        foreach (var connection in connections.All.Where(connection => IsRevoked(connection.Principal)))
        {
            connection.Cut(ErrorCodes.Revoked);
        }
    }

    /// <summary>Whole seconds, as tokens have them; a token that does not say is as old as can be.</summary>
    private static long IssuedAt(ClaimsPrincipal caller) =>
        long.TryParse(caller.FindFirst("iat")?.Value, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
}
