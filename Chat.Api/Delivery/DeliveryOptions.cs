using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>How entries reach clients (<c>Chat</c>).</summary>
internal sealed class DeliveryOptions
{
    /// <summary>Most messages that wait for a slow client before it is cut off. Default: 256.</summary>
    public int QueueMessages { get; set; } = 256;

    /// <summary>Most bytes that wait for a slow client before it is cut off; one message may wait whatever its size. Default: 65,536.</summary>
    public int QueueBytes { get; set; } = 64 * 1_024;

    /// <summary>Most rooms that one connection may have joined. Default: 200.</summary>
    public int RoomsPerConnection { get; set; } = 200;

    /// <summary>
    /// Within which clients are asked to leave a node that stops; less where all have left. Ten thousand clients that connect
    /// anew within it are a thousand connections a second for the nodes that stay. Default: 10 seconds.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A client to whom nothing was written for so long is told that the connection lives. At most half of what clients wait for
    /// before they give the connection up, which is 30 seconds by SignalR's default. Default: 15 seconds.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a probe is sent through Redis and back to this node. Default: 500 milliseconds.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After how long without an echo delivery through Redis is unhealthy and connected anew. Default: 1.5 seconds.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1.5);
}

internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) => OptionChecks.Of(
        ("QueueMessages", options.QueueMessages, options.QueueMessages is >= 1 and <= 100_000, "1 to 100000"),
        ("QueueBytes", options.QueueBytes, options.QueueBytes is >= 8_192 and <= 16_777_216, "8192 to 16777216"),
        ("RoomsPerConnection", options.RoomsPerConnection, options.RoomsPerConnection is >= 1 and <= 10_000, "1 to 10000"),
        ("DrainTimeout", options.DrainTimeout,
            options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout <= TimeSpan.FromMinutes(2), "00:00:00 to 00:02:00"),
        ("KeepAliveInterval", options.KeepAliveInterval,
            options.KeepAliveInterval >= TimeSpan.FromSeconds(2) && options.KeepAliveInterval <= TimeSpan.FromMinutes(10), "00:00:02 to 00:10:00"),
        ("ProbeInterval", options.ProbeInterval,
            options.ProbeInterval >= TimeSpan.FromMilliseconds(100) && options.ProbeInterval <= TimeSpan.FromSeconds(10), "00:00:00.1 to 00:00:10"),
        ("ProbeTimeout", options.ProbeTimeout,
            options.ProbeTimeout >= 2 * options.ProbeInterval && options.ProbeTimeout <= TimeSpan.FromMinutes(1),
            $"twice ProbeInterval ({2 * options.ProbeInterval}) to 00:01:00"));
}
