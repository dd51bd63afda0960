using Chat.Api.Messages;
using Microsoft.Extensions.Options;

namespace Chat.Api.Limits;

/// <summary>What users, rooms and addresses may still do on this node.</summary>
internal sealed class Budgets(IOptions<MessageOptions> messages, IOptions<LimitOptions> limits, Buckets buckets)
{
    private readonly Budget sends = new(messages.Value.MessagesPerSecond, messages.Value.MessageBurst);
    private readonly Budget roomSends = new(limits.Value.RoomMessagesPerSecond, limits.Value.RoomMessageBurst);
    private readonly Budget addressSends = new(limits.Value.AddressMessagesPerSecond, limits.Value.AddressMessageBurst);
    private readonly Budget addressConnects = new(limits.Value.AddressConnectsPerSecond, limits.Value.AddressConnectBurst);
    private readonly Budget joins = new(limits.Value.JoinsPerSecond, limits.Value.JoinBurst);
    private readonly Budget calls = new(limits.Value.CallsPerSecond, limits.Value.CallBurst);

    /// <summary>One entry. The user's own budget comes first: who has none left must not use up what the room has for others.</summary>
    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void SpendSend(string user, string room, int? address)
    {
        buckets.Spend(sends, user, "Too many messages; wait a moment and send it again under the same id.");
        if (address is { } from)
        {
            buckets.Spend(addressSends, from, "Too many messages from this address; wait a moment and send it again under the same id.");
        }

        buckets.Spend(roomSends, room, "Too many messages in this room; wait a moment and send it again under the same id.");
    }

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void SpendJoin(string user) => buckets.Spend(joins, user, "Too many joins; wait a moment.");

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void SpendCall(string user) => buckets.Spend(calls, user, "Too many calls; wait a moment.");

    /// <summary>False where too many connections begin from the address.</summary>
    public bool TryConnect(int address) => buckets.TrySpend(addressConnects, address) is null;
}
