using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Client;

/// <summary>How messages are encoded on the wire.</summary>
public enum ChatProtocol
{
    /// <summary>Readable in any tool.</summary>
    Json,

    /// <summary>Smaller and faster.</summary>
    MessagePack,
}

/// <summary>Where a client connects, and how long and how much it tries.</summary>
public sealed class ChatClientOptions
{
    /// <summary>Address of the hub, such as <c>https://host/hubs/chat</c>.</summary>
    public required Uri Url { get; set; }

    /// <summary>Gives the bearer token, anew before every connection. Default: none.</summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessToken { get; set; }

    /// <summary>Encoding on the wire. Default: JSON.</summary>
    public ChatProtocol Protocol { get; set; } = ChatProtocol.Json;

    /// <summary>
    /// Connects by WebSockets at once, without SignalR's negotiation: one round trip less and no need of sticky sessions,
    /// but no other transport, and a refused token looks like a lost connection. Default: false.
    /// </summary>
    public bool WebSocketsOnly { get; set; }

    /// <summary>Keeps outbox and positions over a restart of the program. Default: memory alone.</summary>
    public IChatStore Store { get; set; } = new InMemoryChatStore();

    /// <summary>Time one call may wait for its answer; then the connection is taken for lost. Default: 15 seconds.</summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which the connection is taken for lost; the service says something every 15 seconds. Default: 30 seconds.</summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before a retry; it doubles, with jitter. Default: 250 milliseconds.</summary>
    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause before a retry. Default: 30 seconds.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most messages that wait to be sent; more are refused with <c>outbox-full</c>. Default: 1,000.</summary>
    public int OutboxLimit { get; set; } = 1_000;

    /// <summary>How long a message is tried before it fails with <c>gave-up</c>. Default: 1 day.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Events of a room that wait for a program that reads slowly; later ones are read again when it has caught up. Default: 500.</summary>
    public int BufferedEvents { get; set; } = 500;

    /// <summary>Most entries that a resume reads one by one; beyond it the room is reloaded. Default: 10,000.</summary>
    public int ResumeEntriesMax { get; set; } = 10_000;

    /// <summary>Where the client writes what it does. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Clock of pauses and of client message ids. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Url);
        Require(Url.IsAbsoluteUri && Url.Scheme is "http" or "https", nameof(Url), Url, "an absolute http or https address");
        Require(AnswerTimeout > TimeSpan.Zero, nameof(AnswerTimeout), AnswerTimeout, "above 0");
        Require(ServerTimeout > TimeSpan.Zero, nameof(ServerTimeout), ServerTimeout, "above 0");
        Require(RetryDelayMin > TimeSpan.Zero, nameof(RetryDelayMin), RetryDelayMin, "above 0");
        Require(RetryDelayMax >= RetryDelayMin && RetryDelayMax <= TimeSpan.FromHours(1), nameof(RetryDelayMax), RetryDelayMax, "RetryDelayMin to 01:00:00");
        Require(OutboxLimit is >= 1 and <= 100_000, nameof(OutboxLimit), OutboxLimit, "1 to 100000");
        Require(GiveUpAfter > TimeSpan.Zero, nameof(GiveUpAfter), GiveUpAfter, "above 0");
        Require(BufferedEvents is >= 1 and <= 100_000, nameof(BufferedEvents), BufferedEvents, "1 to 100000");
        Require(ResumeEntriesMax is >= 1 and <= 1_000_000, nameof(ResumeEntriesMax), ResumeEntriesMax, "1 to 1000000");
    }

    private static void Require(bool holds, string key, object value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException($"{key} is {value}; allowed: {allowed}.", key);
        }
    }
}
