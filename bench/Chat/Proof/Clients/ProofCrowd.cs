using System.Globalization;
using Bench.Chat.Proof.Faults;
using Bench.Chat.Proof.Systems;

namespace Bench.Chat.Proof.Clients;

/// <summary>All clients of a run and those who write by them.</summary>
internal sealed class ProofCrowd
{
    private const int SendersPerClient = 3;
    private readonly IReadOnlyList<ProofSender> senders;

    private ProofCrowd(IReadOnlyList<ProofClient> clients, IReadOnlyList<ProofSender> senders) => (Clients, this.senders) = (clients, senders);

    public IReadOnlyList<ProofClient> Clients { get; }

    /// <summary>What has neither been acknowledged nor refused yet.</summary>
    public IReadOnlyList<Sent> UnderWay => [.. senders.Select(sender => sender.UnderWay).OfType<Sent>()];

    public int Acknowledged => senders.Sum(sender => sender.Sent.Count) - UnderWay.Count;

    public int Connections => Clients.Sum(client => client.Connections);

    /// <summary>Whatever anybody chooses follows from the seed.</summary>
    public static ProofCrowd Of(ProofSettings settings, ProofSystem system, IReadOnlyList<string> rooms, Timeline timeline)
    {
        var nodes = system.Nodes.Select(node => node.Address).ToList();
        var pause = TimeSpan.FromSeconds(settings.Clients * SendersPerClient / settings.PerSecond);
        var clients = Enumerable.Range(0, settings.Clients)
            .Select(index => new ProofClient(
                string.Create(CultureInfo.InvariantCulture, $"client-{index + 1}"), nodes,
                Enumerable.Range(0, Math.Min(settings.RoomsPerClient, rooms.Count)).Select(offset => rooms[(index + offset) % rooms.Count]),
                settings, RandomOf(settings.Seed, index, 0), timeline))
            .ToList();
        return new(
            clients,
            [.. clients.SelectMany((client, index) => Enumerable.Range(1, SendersPerClient).Select(number =>
                new ProofSender(client, number, settings, pause, RandomOf(settings.Seed, index, number), timeline)))]);
    }

    /// <summary>All clients stay connected until cancelled.</summary>
    public Task StayAsync(CancellationToken cancellationToken) => Task.WhenAll(Clients.Select(client => client.RunAsync(cancellationToken)));

    /// <summary>Ends when every client has joined its rooms.</summary>
    public Task JoinedAsync(CancellationToken cancellationToken) => Task.WhenAll(Clients.Select(client => client.LinkAsync(cancellationToken)));

    public Task SendAsync(CancellationToken issuing, CancellationToken ending) => Task.WhenAll(senders.Select(sender => sender.RunAsync(issuing, ending)));

    /// <summary>All that happened until now.</summary>
    public History History(IReadOnlyList<ProofEntry> stored, Losses losses) => new(
        [.. senders.SelectMany(sender => sender.Sent)], [.. Clients.SelectMany(client => client.Rooms).Select(room => room.View())], stored, losses);

    private static Random RandomOf(int seed, int client, int sender) => new(unchecked((seed * 1_000_003) + (client * 101) + sender));
}
