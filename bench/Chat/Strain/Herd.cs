using Bench.Chat.Proof;
using Bench.Chat.Proof.Clients;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Npgsql;

namespace Bench.Chat.Strain;

/// <summary>
/// A herd that comes back at once, to nodes that know none of it, from positions that lie deeper than the recent window: the database may
/// be read once per room and node, whatever the size of the herd.
/// </summary>
internal sealed class Herd(ILabProgress progress, int clients) : StrainRun(progress)
{
    private const int Rooms = 10;
    private const int MessagesPerRoom = 400;
    private const int ConnectingAtOnce = 64;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    /// <summary>PostgreSQL tells what a connection did up to ten seconds after it fell silent.</summary>
    private static readonly TimeSpan StatisticsDelay = TimeSpan.FromSeconds(11);

    public override string Name => "herd";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting {Nodes} nodes");
        await using var stores = await ChatStores.StartAsync();
        string[] rooms = [.. Enumerable.Range(0, Rooms).Select(room => $"herd-room-{room}")];
        var positions = await FillAsync(stores, rooms, cancellationToken);

        Step($"other nodes, {clients} sockets");
        await using var system = await ChatSystem.StartAsync(stores, Nodes, cancellationToken);
        var herd = Enumerable.Range(0, clients)
            .Select(client => new HerdClient(() => new ProofLink(client, system.Addresses[client % Nodes], User(client), CallTimeout, (_, _) => { }))).ToList();
        try
        {
            await EachAsync(herd, client => client.ConnectAsync(), cancellationToken);
            Step("all come back at once");
            await MeasureAsync(stores, herd, rooms, positions, cancellationToken);
        }
        finally
        {
            await EachAsync(herd, async client => await client.DisposeAsync(), CancellationToken.None);
        }
    }

    private async Task MeasureAsync(ChatStores stores, List<HerdClient> herd, string[] rooms, Dictionary<string, Place> positions, CancellationToken cancellationToken)
    {
        await Task.Delay(StatisticsDelay, cancellationToken);
        var (logBefore, membersBefore) = await ScansAsync(stores, cancellationToken);
        await Task.WhenAll(herd.Select((client, number) => client.ComeBackAsync(rooms[number % rooms.Length], positions[rooms[number % rooms.Length]])));
        await Task.Delay(StatisticsDelay, cancellationToken);
        var (log, members) = await ScansAsync(stores, cancellationToken);
        Tell(herd);
        Keep(KeptPromise.None("clients that did not come back, or with a hole", herd.Count(client => client.Failure is not null)));
        KeepOnce("reads of the log in PostgreSQL", log - logBefore, rooms, herd);
        KeepOnce("reads of the rooms' members", members - membersBefore, rooms, herd);
    }

    private void Tell(List<HerdClient> herd)
    {
        var took = herd.Where(client => client.Failure is null).Select(client => client.Took.TotalSeconds).Order().ToList();
        Step(KeptPromise.Text(
            $"back: half after {took.ElementAtOrDefault(took.Count / 2):0.0} s, all after {took.LastOrDefault():0.0} s; asked to come later {herd.Sum(client => client.Refused)} times, cut off {herd.Sum(client => client.Lost)} times"));
        foreach (var (failure, count) in herd.Select(client => client.Failure).OfType<string>().CountBy(failure => failure))
        {
            Step(KeptPromise.Text($"not back: {failure} ({count})"));
        }
    }

    private void KeepOnce(string what, long reads, string[] rooms, List<HerdClient> herd) => Keep(new(
        what, $"at most {rooms.Length * Nodes}: one per room and node", $"{reads} for {herd.Count} clients", reads <= rooms.Length * Nodes));

    /// <summary>How often PostgreSQL was asked for entries and for members since it began; what nodes ask for by the clock is about neither.</summary>
    private static async Task<(long Log, long Members)> ScansAsync(ChatStores stores, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(stores.Database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            SELECT (sum(scans) FILTER (WHERE relname = 'entries'))::bigint, (sum(scans) FILTER (WHERE relname = 'members'))::bigint
            FROM (SELECT relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) AS scans FROM pg_stat_user_tables) AS tables
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Rooms with a history, and all clients as their members; answers where the herd stood before.</summary>
    private async Task<Dictionary<string, Place>> FillAsync(ChatStores stores, string[] rooms, CancellationToken cancellationToken)
    {
        await using var system = await ChatSystem.StartAsync(stores, Nodes, cancellationToken);
        await system.CreateRoomsAsync(rooms, cancellationToken);
        Step($"{MessagesPerRoom} messages in each of {rooms.Length} rooms");
        await using var writer = new ProofLink(0, system.Addresses[0], "writer", CallTimeout, (_, _) => { });
        await writer.ConnectAsync();
        var positions = new Dictionary<string, Place>();
        foreach (var room in rooms)
        {
            await writer.InvokeAsync<JoinAnswered>("JoinRoom", room, null);
            var first = await SendAsync(writer, room, 0);
            positions[room] = new(first.Epoch, first.Sequence);
            await Task.WhenAll(Enumerable.Range(1, MessagesPerRoom - 1).Select(number => SendAsync(writer, room, number)));
        }

        await AddMembersAsync(stores, rooms, cancellationToken);
        return positions;
    }

    private async Task AddMembersAsync(ChatStores stores, string[] rooms, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(stores.Database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "INSERT INTO members (room, user_id, role) SELECT room, user_id, 'member' FROM unnest($1, $2) AS new (room, user_id)", connection);
        command.Parameters.AddWithValue(Enumerable.Range(0, clients).Select(client => rooms[client % rooms.Length]).ToArray());
        command.Parameters.AddWithValue(Enumerable.Range(0, clients).Select(User).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task<ReceiptAnswered> SendAsync(ProofLink writer, string room, int number) => writer.InvokeAsync<ReceiptAnswered>(
        "SendMessage", new MessageSent(room, Guid.CreateVersion7().ToString(), $"message {number}", null, null, null));

    private static Task EachAsync(List<HerdClient> herd, Func<HerdClient, Task> action, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        herd, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = cancellationToken }, async (client, _) => await action(client));

    private static string User(int client) => $"herd-user-{client}";
}
