namespace Peers.Chat;

/// <summary>A message is a send to its group and nothing else: what SignalR itself costs, below which no chat over it can be.</summary>
internal sealed class AloneHub(TimeProvider time) : GroupHub
{
    private static long last;

    protected override Task<BackplaneEntry> KeepAsync(BackplaneMessage message, string sender) => Task.FromResult(new BackplaneEntry(
        message.Room, 0, Interlocked.Increment(ref last), "message", Guid.CreateVersion7(), sender, time.GetUtcNow().UtcDateTime, message.Text,
        message.ClientMessageId));
}
