using Microsoft.Extensions.Options;

namespace Chat.Api.Presence;

/// <summary>News that pass: who is there, who is typing, who has read what (<c>Chat</c>).</summary>
internal sealed class PresenceOptions
{
    /// <summary>In rooms with more users present, only their number is told, and no read receipts. Default: 200.</summary>
    public int PresenceNamesMax { get; set; } = 200;

    /// <summary>Changes of presence and read receipts of a room are gathered this long, at either end. Default: 250 milliseconds.</summary>
    public TimeSpan SoftInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Within this time a user is told as typing in a room once. Default: 2 seconds.</summary>
    public TimeSpan TypingInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Most users per second that one node tells as typing in a room; others are not told. Default: 10.</summary>
    public int TypingPerSecond { get; set; } = 10;
}

internal sealed class PresenceOptionsValidator : IValidateOptions<PresenceOptions>
{
    private static readonly TimeSpan SoftMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SoftMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TypingMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TypingMax = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, PresenceOptions options) => OptionChecks.Of(
        ("PresenceNamesMax", options.PresenceNamesMax, options.PresenceNamesMax is >= 0 and <= 2_000, "0 to 2000"),
        ("SoftInterval", options.SoftInterval, options.SoftInterval >= SoftMin && options.SoftInterval <= SoftMax, $"{SoftMin} to {SoftMax}"),
        ("TypingInterval", options.TypingInterval, options.TypingInterval >= TypingMin && options.TypingInterval <= TypingMax, $"{TypingMin} to {TypingMax}"),
        ("TypingPerSecond", options.TypingPerSecond, options.TypingPerSecond is >= 1 and <= 10_000, "1 to 10000"));
}
