using System.Diagnostics;
using Bench.Chat.Proof.Clients;
using Bench.Chat.Proof.Systems;

namespace Bench.Chat.Proof;

/// <summary>
/// Waits until the system has come to rest after its last fault: nothing is under way, every client is live, and clients, log and
/// PostgreSQL stand at the same place in every room.
/// </summary>
internal sealed class Settling(ProofSystem system, ProofCrowd crowd, TimeSpan timeout)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Answers <c>null</c>, or what it saw last when the time was over.</summary>
    public async Task<string?> WaitAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await SeenAsync(cancellationToken);
            Took = watch.Elapsed;
            if (seen is null || cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            if (watch.Elapsed > timeout)
            {
                return $"No rest within {timeout.TotalSeconds:0} s: {seen}.";
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>What is not at rest yet.</summary>
    private async Task<string?> SeenAsync(CancellationToken cancellationToken)
    {
        if (crowd.UnderWay is { Count: > 0 } underWay)
        {
            return $"{underWay.Count} sends are under way, such as {underWay[0]}; its client's last connection ended by: {crowd.Clients.First(client => client.User == underWay[0].Client).LastProblem}";
        }

        if (crowd.Clients.FirstOrDefault(client => !client.Rooms.All(room => room.IsLive)) is { } away)
        {
            return $"{away.User} is not in all of its rooms; its last connection ended by: {away.LastProblem}";
        }

        try
        {
            return await DifferenceAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    private async Task<string?> DifferenceAsync(CancellationToken cancellationToken)
    {
        var stored = await system.Stores.HeadsAsync(cancellationToken);
        foreach (var group in crowd.Clients.SelectMany(client => client.Rooms.Select(room => (Client: client, Room: room))).GroupBy(one => one.Room.Name))
        {
            var link = await group.First().Client.LinkAsync(cancellationToken);
            var latest = await link.InvokeAsync<PageAnswered>("GetMessages", group.Key, null, null, 1);
            var head = latest.Entries.Count > 0 ? latest.Entries[^1].Sequence : 0;
            if (stored.GetValueOrDefault(group.Key) != head)
            {
                return $"the log of {group.Key} stands at {head}, PostgreSQL at {stored.GetValueOrDefault(group.Key)}";
            }

            if (group.FirstOrDefault(one => one.Room.Position?.Sequence < head) is { Client: { } behind, Room: { } room })
            {
                return $"the log of {group.Key} stands at {head}, {behind.User} at {room.Position}";
            }
        }

        return null;
    }
}
