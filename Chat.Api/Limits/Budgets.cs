using Chat.Api.Messages;
using Chat.Api.Shedding;
using Microsoft.Extensions.Options;

namespace Chat.Api.Limits;

/// <summary>What users, rooms and addresses may still do on this node.</summary>
internal sealed class Budgets(IOptions<MessageOptions> messages, IOptions<LimitOptions> limits, LoadShedder shedder) : IDisposable
{
    private readonly Buckets<string> sends = new(messages.Value.MessagesPerSecond, messages.Value.MessageBurst);
    private readonly Buckets<string> roomSends = new(limits.Value.RoomMessagesPerSecond, limits.Value.RoomMessageBurst);
    private readonly Buckets<int> addressSends = new(limits.Value.AddressMessagesPerSecond, limits.Value.AddressMessageBurst);
    private readonly Buckets<int> addressConnects = new(limits.Value.AddressConnectsPerSecond, limits.Value.AddressConnectBurst);
    private readonly Buckets<string> joins = new(limits.Value.JoinsPerSecond, limits.Value.JoinBurst);
    private readonly Buckets<string> calls = new(limits.Value.CallsPerSecond, limits.Value.CallBurst);

    /// <summary>One entry. The user's own budget comes first: who has none left must not use up what the room has for others.</summary>
    /// <exception cref="RefusedException"><c>too-busy</c>, <c>too-fast</c>.</exception>
    public void SpendSend(string user, string room, int? address)
    {
        // It sees all that is asked for: what the buckets refuse costs the node as well.
        shedder.RequireTurn(user);
        sends.Spend(user, "Too many messages; wait a moment and send it again under the same id.");
        if (address is { } from)
        {
            addressSends.Spend(from, "Too many messages from this address; wait a moment and send it again under the same id.");
        }

        roomSends.Spend(room, "Too many messages in this room; wait a moment and send it again under the same id.");
    }

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void SpendJoin(string user) => joins.Spend(user, "Too many joins; wait a moment.");

    /// <exception cref="RefusedException"><c>too-fast</c>.</exception>
    public void SpendCall(string user) => calls.Spend(user, "Too many calls; wait a moment.");

    /// <summary>False where too many connections begin from the address.</summary>
    public bool TryConnect(int address) => addressConnects.TrySpend(address) is null;

    public void Dispose()
    {
        sends.Dispose();
        roomSends.Dispose();
        addressSends.Dispose();
        addressConnects.Dispose();
        joins.Dispose();
        calls.Dispose();
    }
}
