using Chat.Api.Messages;
using Chat.Api.Presence;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.Api.Delivery;

/// <summary>A message to clients. It is serialised once per protocol, however many connections get it.</summary>
/// <param name="Message">For SignalR.</param>
/// <param name="Bytes">Estimate of its size.</param>
/// <param name="Soft">May be dropped for a client that has anything waiting: it tells of a moment that passes.</param>
internal sealed record Outgoing(SerializedHubMessage Message, int Bytes, bool Soft = false)
{
    /// <summary>Names, quotes and framing around an entry.</summary>
    private const int Envelope = 256;

    /// <summary>SignalR's own message that says nothing but that the connection lives.</summary>
    public static Outgoing KeepAlive { get; } = new(new SerializedHubMessage(PingMessage.Instance), Bytes: 16);

    public static Outgoing Appended(Sequenced sequenced) =>
        Of(nameof(IChatClient.Appended), sequenced.Bytes + Envelope, soft: false, sequenced.Entry);

    public static Outgoing Stored(string room, long sequence) => Of(nameof(IChatClient.Stored), Envelope, soft: false, room, sequence);

    public static Outgoing TypingStarted(string room, string user) =>
        Of(nameof(IChatClient.TypingStarted), Envelope, soft: true, room, user);

    public static Outgoing Removed(string room) => Of(nameof(IChatClient.Removed), Envelope, soft: false, room);

    public static Outgoing PresenceChanged(string room, PresenceChange change) => Of(
        nameof(IChatClient.PresenceChanged), Envelope + change.Joined.Concat(change.Left).Sum(user => user.Length + 3), soft: false, room, change);

    public static Outgoing ReadReceipt(string room, string user, long sequence) =>
        Of(nameof(IChatClient.ReadReceipt), Envelope, soft: true, room, user, sequence);

    public static Outgoing Reconnect(int delayMs) => Of(nameof(IChatClient.Reconnect), Envelope, soft: false, delayMs);

    public static Outgoing Cut(string code) => Of(nameof(IChatClient.Cut), Envelope, soft: false, code);

    private static Outgoing Of(string method, int bytes, bool soft, params object?[] arguments) =>
        new(new SerializedHubMessage(new InvocationMessage(method, arguments)), bytes, soft);
}
