using Microsoft.Extensions.Options;

namespace Chat.Api.Shedding;

/// <summary>What a node does when it cannot keep up (<c>Chat</c>).</summary>
internal sealed class SheddingOptions
{
    /// <summary>
    /// How late the node may be before it refuses sends: the wait for a thread, the average append, the echo of a probe. Well above the
    /// usual round trip to Redis. Default: 25 milliseconds.
    /// </summary>
    public TimeSpan LagMax { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Appends under way on the node beyond which a user's second send within 200 milliseconds is refused at once, before any look at the
    /// lag: a flood begins within milliseconds. A node that carries 2,000 messages a second has some ten. Default: 64.
    /// </summary>
    public int SendsAtOnce { get; set; } = 64;

    /// <summary>Sends per second of a user who is let in while the node is late; five times as many at once. Default: 1.</summary>
    public double CalmMessagesPerSecond { get; set; } = 1;

    /// <summary>
    /// Sends per second of all who are not calm that are let in however late the node is: so few make no node late, refusing them would help
    /// nobody, and they are what a handful of people type. Default: 50.
    /// </summary>
    public double HeavyMessagesPerSecondMin { get; set; } = 50;

    /// <summary>Joins that go on at once; others wait. Default: 64.</summary>
    public int JoinsAtOnce { get; set; } = 64;

    /// <summary>How long a join waits for its turn; less than clients wait for an answer. Default: 12 seconds.</summary>
    public TimeSpan JoinPatience { get; set; } = TimeSpan.FromSeconds(12);
}

internal sealed class SheddingOptionsValidator : IValidateOptions<SheddingOptions>
{
    public ValidateOptionsResult Validate(string? name, SheddingOptions options) => OptionChecks.Of(
        ("LagMax", options.LagMax, options.LagMax >= TimeSpan.FromMilliseconds(1) && options.LagMax <= TimeSpan.FromMinutes(1), "00:00:00.001 to 00:01:00"),
        ("CalmMessagesPerSecond", options.CalmMessagesPerSecond, options.CalmMessagesPerSecond is >= 0.01 and <= 1_000_000, "0.01 to 1000000"),
        ("HeavyMessagesPerSecondMin", options.HeavyMessagesPerSecondMin, options.HeavyMessagesPerSecondMin is >= 1 and <= 5_000, "1 to 5000"),
        ("SendsAtOnce", options.SendsAtOnce, options.SendsAtOnce is >= 1 and <= 100_000, "1 to 100000"),
        ("JoinsAtOnce", options.JoinsAtOnce, options.JoinsAtOnce is >= 1 and <= 10_000, "1 to 10000"),
        ("JoinPatience", options.JoinPatience,
            options.JoinPatience >= TimeSpan.FromMilliseconds(100) && options.JoinPatience <= TimeSpan.FromMinutes(5), "00:00:00.1 to 00:05:00"));
}
