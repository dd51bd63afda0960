using Microsoft.Extensions.Options;

namespace Chat.Api.Messages;

/// <summary>When a send is acknowledged.</summary>
internal enum Durability
{
    /// <summary>After the append in Redis.</summary>
    Redis,

    /// <summary>After the commit in PostgreSQL.</summary>
    Postgres,
}

/// <summary>What a send promises and how much one may send (<c>Chat</c>).</summary>
internal sealed class MessageOptions
{
    /// <summary>When a send is acknowledged. Default: Redis.</summary>
    public Durability Durability { get; set; } = Durability.Redis;

    /// <summary>
    /// How old a client message id may be; older ids are refused. It is remembered for 5 minutes more, since a client's clock may run ahead by as
    /// much. Default: 15 minutes.
    /// </summary>
    public TimeSpan DeduplicationWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Entries of a room that Redis keeps at hand for resume and repair. Default: 300.</summary>
    public int RecentWindow { get; set; } = 300;

    /// <summary>How long the recent window of a silent room is kept; PostgreSQL has it all. Default: 1 day.</summary>
    public TimeSpan RecentWindowAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>With <see cref="Durability.Postgres"/>: how long a send waits for the commit. Default: 10 seconds.</summary>
    public TimeSpan StoredTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Entries per second that a user may append on a node in the long run. Default: 10.</summary>
    public int MessagesPerSecond { get; set; } = 10;

    /// <summary>Entries that a user may append at once after a pause. Default: 30.</summary>
    public int MessageBurst { get; set; } = 30;
}

internal sealed class MessageOptionsValidator : IValidateOptions<MessageOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, MessageOptions options) => OptionChecks.Of(
        ("Durability", options.Durability, Enum.IsDefined(options.Durability), "Redis, Postgres"),
        ("DeduplicationWindow", options.DeduplicationWindow,
            options.DeduplicationWindow >= TimeSpan.FromSeconds(1) && options.DeduplicationWindow <= Day, $"00:00:01 to {Day}"),
        ("RecentWindow", options.RecentWindow, options.RecentWindow is >= 1 and <= 10_000, "1 to 10000"),
        ("RecentWindowAge", options.RecentWindowAge,
            options.RecentWindowAge >= TimeSpan.FromMinutes(1) && options.RecentWindowAge <= 365 * Day, $"00:01:00 to {365 * Day}"),
        ("StoredTimeout", options.StoredTimeout,
            options.StoredTimeout > TimeSpan.Zero && options.StoredTimeout <= TimeSpan.FromMinutes(1), "above 0, at most 00:01:00"),
        ("MessagesPerSecond", options.MessagesPerSecond, options.MessagesPerSecond is >= 1 and <= 100_000, "1 to 100000"),
        ("MessageBurst", options.MessageBurst, options.MessageBurst is >= 1 and <= 100_000, "1 to 100000"));
}
