using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>How entries reach clients (<c>Chat</c>).</summary>
internal sealed class DeliveryOptions
{
    /// <summary>Most messages that wait for a slow client before it is cut off. Default: 256.</summary>
    public int QueueMessages { get; set; } = 256;

    /// <summary>Most bytes that wait for a slow client before it is cut off. Default: 65,536.</summary>
    public int QueueBytes { get; set; } = 64 * 1_024;

    /// <summary>Most rooms that one connection may have joined. Default: 200.</summary>
    public int RoomsPerConnection { get; set; } = 200;

    /// <summary>Within which clients are asked to leave a node that stops. Default: 3 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(3);
}

internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) => OptionChecks.Of(
        ("QueueMessages", options.QueueMessages, options.QueueMessages is >= 1 and <= 100_000, "1 to 100000"),
        ("QueueBytes", options.QueueBytes, options.QueueBytes is >= 8_192 and <= 16_777_216, "8192 to 16777216"),
        ("RoomsPerConnection", options.RoomsPerConnection, options.RoomsPerConnection is >= 1 and <= 10_000, "1 to 10000"),
        ("DrainTimeout", options.DrainTimeout,
            options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout <= TimeSpan.FromMinutes(2), "00:00:00 to 00:02:00"));
}
