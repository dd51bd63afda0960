using System.Collections.Concurrent;
using System.Diagnostics;
using Bench.Lab.Load;
using Support;

namespace Bench.Chat;

/// <summary>All clients of one plan over one system: they connect, join, send in an open loop, and check what they are told.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int ConnectingAtOnce = 64;
    private const int UnderWayMax = 20_000;
    private const double ProbesPerSecond = 10;
    private static readonly TimeSpan LastDeliveries = TimeSpan.FromSeconds(10);

    private readonly ChatSystem system;
    private readonly ChatClient[] clients;
    private readonly int[] turns;
    private readonly Dictionary<string, int> audiences;
    private readonly ConcurrentDictionary<string, long> heads = new();
    private Recording? recording;
    private long sent;
    private long acknowledged;
    private int stretches;

    private Crowd(ChatSystem system, CrowdPlan plan, IReadOnlyList<(Seat Seat, string Token)> signedIn)
    {
        (this.system, Plan) = (system, plan);
        clients = [.. signedIn.Select(client => new ChatClient(
            system.Addresses[client.Seat.Node % system.Addresses.Count], client.Token, client.Seat, entry => Observe(client.Seat, entry)))];
        audiences = clients.SelectMany(client => client.Seat.Rooms).CountBy(room => room).ToDictionary();
        turns = [.. Enumerable.Range(0, clients.Length)];
        new Random(plan.Seed).Shuffle(turns);
    }

    public CrowdPlan Plan { get; }

    /// <summary>Messages that have their place in a room's order, of all stretches.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>Connections that ended by themselves.</summary>
    public int Closed => clients.Count(client => client.IsClosed);

    /// <summary>Makes the clients and creates their rooms; nobody is connected yet.</summary>
    public static async Task<Crowd> PrepareAsync(ChatSystem system, CrowdPlan plan, CancellationToken cancellationToken)
    {
        await system.CreateRoomsAsync(plan.Rooms, cancellationToken);
        var signedIn = new List<(Seat, string)>();
        foreach (var seat in plan.Seats())
        {
            signedIn.Add((seat, await system.TokenAsync(seat.User, cancellationToken)));
        }

        return new(system, plan, signedIn);
    }

    /// <summary>Connects and joins all.</summary>
    public static async Task<Crowd> GatherAsync(ChatSystem system, CrowdPlan plan, CancellationToken cancellationToken)
    {
        var crowd = await PrepareAsync(system, plan, cancellationToken);
        try
        {
            await crowd.ConnectAsync(cancellationToken);
            await crowd.JoinAsync(cancellationToken);
            return crowd;
        }
        catch
        {
            await crowd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects all; answers how long it took.</summary>
    public Task<TimeSpan> ConnectAsync(CancellationToken cancellationToken) => EachAsync(client => client.ConnectAsync(cancellationToken), cancellationToken);

    /// <summary>Joins all rooms; answers how long it took.</summary>
    public Task<TimeSpan> JoinAsync(CancellationToken cancellationToken) => EachAsync(client => client.JoinAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// One stretch of load: messages by clients in turn and a few probes, each at its moment whether or not earlier ones have ended.
    /// </summary>
    /// <param name="perSecond">Messages per second of all clients together.</param>
    /// <param name="duration">Length.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<(Recording Recording, OpenLoopOutcome Outcome)> SendAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var stretch = new Recording(Interlocked.Increment(ref stretches));
        Volatile.Write(ref recording, stretch);
        var probing = OpenLoop.RunAsync(ProbesPerSecond, duration, UnderWayMax, due => ProbeAsync(stretch, due), cancellationToken);
        var outcome = await OpenLoop.RunAsync(perSecond, duration, UnderWayMax, due => SendNextAsync(stretch, due), cancellationToken);
        await probing;
        cancellationToken.ThrowIfCancellationRequested();
        return (stretch, outcome);
    }

    /// <summary>Sends as fast as <paramref name="atOnce"/> senders get their answers, until <paramref name="count"/> messages have their place.</summary>
    public Task FillAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        var stretch = new Recording(Interlocked.Increment(ref stretches));
        return Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (_, _) => await SendNextAsync(stretch, Stopwatch.GetTimestamp()));
    }

    /// <summary>Waits for the deliveries that are due, for 10 s at most; answers what is wrong then.</summary>
    public async Task<DeliveryFaults> SettleAsync(Recording stretch)
    {
        try
        {
            await Eventually.BecomesAsync("all deliveries", () => Task.FromResult(HasAll(stretch)), all => all, LastDeliveries);
        }
        catch (TimeoutException)
        {
            // What has not come is counted as lost.
        }

        return system.IsPeer
            ? new(Math.Max(0, stretch.Expected - stretch.Delivered), Math.Max(0, stretch.Delivered - stretch.Expected), 0)
            : Checks().Aggregate(default(DeliveryFaults), (sum, check) => sum + check.Check.Faults(check.Head));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Parallel.ForEachAsync(
        clients, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce }, async (client, _) => await client.DisposeAsync());

    private async Task<TimeSpan> EachAsync(Func<ChatClient, Task> action, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            clients,
            new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = cancellationToken },
            async (client, _) => await action(client));
        return Stopwatch.GetElapsedTime(began);
    }

    private async Task SendNextAsync(Recording stretch, long due)
    {
        var turn = Interlocked.Increment(ref sent) - 1;
        var sender = turns[turn % turns.Length];
        var rooms = clients[sender].Seat.Rooms;
        var room = rooms[(int)(turn / turns.Length % rooms.Count)];
        try
        {
            var sequence = await clients[sender].SendAsync(room, new MessageStamp(stretch.Number, due, sender).ToString());
            heads.AddOrUpdate(room, sequence, (_, known) => Math.Max(known, sequence));
            Interlocked.Increment(ref acknowledged);
            stretch.Acknowledge(due, audiences[room]);
        }
        catch (Exception)
        {
            // Refused, timed out or cut off: whatever the reason, the message was not taken.
            stretch.Acknowledgements.Failed();
        }
    }

    private async Task ProbeAsync(Recording stretch, long due)
    {
        try
        {
            await clients[Random.Shared.Next(clients.Length)].ProbeAsync();
            stretch.Probes.DoneSince(due);
        }
        catch (Exception)
        {
            stretch.Probes.Failed();
        }
    }

    private void Observe(Seat receiver, ReceivedEntry entry)
    {
        if (Volatile.Read(ref recording) is { } stretch && MessageStamp.Parse(entry.Text) is { } stamp && stamp.Stretch == stretch.Number)
        {
            var sender = clients[stamp.Client].Seat;
            stretch.Deliver(stamp.Due, Plan is { Nodes: > 1, Placed: false } ? sender.Node != receiver.Node : sender != receiver);
        }
    }

    private bool HasAll(Recording stretch) =>
        system.IsPeer ? stretch.Delivered >= stretch.Expected : Checks().All(check => check.Check.HasAll(check.Head));

    /// <summary>Every receiver's check of every room that somebody has sent to, with the last sequence that was handed out there.</summary>
    private IEnumerable<(DeliveryCheck Check, long Head)> Checks() => clients.SelectMany(client =>
        client.Seat.Rooms.Where(heads.ContainsKey).Select(room => (client.Check(room), heads[room])));
}
