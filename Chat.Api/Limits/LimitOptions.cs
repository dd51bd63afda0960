using System.Net;
using Microsoft.Extensions.Options;

namespace Chat.Api.Limits;

/// <summary>How much one user, one room and one address may ask of one node (<c>Chat</c>).</summary>
internal sealed class LimitOptions
{
    /// <summary>Joins per second of a user in the long run. Default: 50.</summary>
    public int JoinsPerSecond { get; set; } = 50;

    /// <summary>Joins of a user at once, as after a reconnection. Default: 400.</summary>
    public int JoinBurst { get; set; } = 400;

    /// <summary>Reads of history, presence and unread counts and moves of read marks per second of a user in the long run. Default: 50.</summary>
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>Such calls of a user at once. Default: 500.</summary>
    public int CallBurst { get; set; } = 500;

    /// <summary>Entries per second that are appended to a room by way of a node in the long run. Default: 500.</summary>
    public int RoomMessagesPerSecond { get; set; } = 500;

    /// <summary>Such entries at once. Default: 2,000.</summary>
    public int RoomMessageBurst { get; set; } = 2_000;

    /// <summary>Entries per second that users behind one address append in the long run. Default: 500.</summary>
    public int AddressMessagesPerSecond { get; set; } = 500;

    /// <summary>Such entries at once. Default: 2,000.</summary>
    public int AddressMessageBurst { get; set; } = 2_000;

    /// <summary>Connections per second that begin from one address in the long run. Default: 100.</summary>
    public int AddressConnectsPerSecond { get; set; } = 100;

    /// <summary>Such connections at once, as after a reconnection of a whole company. Default: 2,000.</summary>
    public int AddressConnectBurst { get; set; } = 2_000;

    /// <summary>Connections that a user has open on one node at a time. Default: 50.</summary>
    public int ConnectionsPerUser { get; set; } = 50;

    /// <summary>Rooms that a user is a member of; more are not joined, created or added to. Default: 1,000.</summary>
    public int RoomsPerUser { get; set; } = 1_000;

    /// <summary>Bytes of one frame that a client sends; a larger one ends the connection. Default: 32,768.</summary>
    public int FrameBytes { get; set; } = 32 * 1_024;

    /// <summary>
    /// Networks (CIDR) whose <c>X-Forwarded-For</c> is believed. Default: those that are not of the Internet, since a node
    /// stands behind the gateway.
    /// </summary>
    public IReadOnlyList<string>? TrustedProxies { get; set; }

    public IReadOnlyList<string> Proxies => TrustedProxies ??
        ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"];
}

internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    private const int Max = 1_000_000;

    public ValidateOptionsResult Validate(string? name, LimitOptions options) => OptionChecks.Of(
    [
        .. Counts(options).Select(count => (count.Key, (object)count.Value, count.Value is >= 1 and <= Max, $"1 to {Max}")),
        ("FrameBytes", options.FrameBytes, options.FrameBytes is >= 8_192 and <= 1_048_576, "8192 to 1048576"),
        .. options.Proxies.Select(network => ("TrustedProxies", (object)network, IPNetwork.TryParse(network, out _), "networks such as 10.0.0.0/8")),
    ]);

    private static IEnumerable<(string Key, int Value)> Counts(LimitOptions options) =>
    [
        ("JoinsPerSecond", options.JoinsPerSecond), ("JoinBurst", options.JoinBurst),
        ("CallsPerSecond", options.CallsPerSecond), ("CallBurst", options.CallBurst),
        ("RoomMessagesPerSecond", options.RoomMessagesPerSecond), ("RoomMessageBurst", options.RoomMessageBurst),
        ("AddressMessagesPerSecond", options.AddressMessagesPerSecond), ("AddressMessageBurst", options.AddressMessageBurst),
        ("AddressConnectsPerSecond", options.AddressConnectsPerSecond), ("AddressConnectBurst", options.AddressConnectBurst),
        ("ConnectionsPerUser", options.ConnectionsPerUser), ("RoomsPerUser", options.RoomsPerUser),
    ];
}
