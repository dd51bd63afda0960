using Bench.Chat.Proof.Faults;

namespace Bench.Chat.Proof.Clients;

/// <summary>
/// One client: keeps a connection to some node, comes back with its positions when that is lost, and moves to another node now and then.
/// </summary>
internal sealed class ProofClient(string user, IReadOnlyList<Uri> nodes, IEnumerable<string> rooms, ProofSettings settings, Random random, Timeline timeline)
{
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbesEvery = TimeSpan.FromSeconds(1);
    private readonly Lock exclusive = new();
    private TaskCompletionSource<ProofLink> joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int connections;
    private string lastProblem = "none";

    public string User => user;

    public IReadOnlyList<ProofRoom> Rooms { get; } = [.. rooms.Select(room => new ProofRoom(user, room, () => timeline.Now))];

    /// <summary>Connections until now.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Why the last connection ended or could not be made.</summary>
    public string LastProblem => Volatile.Read(ref lastProblem);

    /// <summary>A connection on which all rooms are joined.</summary>
    public Task<ProofLink> LinkAsync(CancellationToken cancellationToken)
    {
        lock (exclusive)
        {
            return joined.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stays connected until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var backOff = TimeSpan.Zero;
        for (var node = random.Next(nodes.Count); !cancellationToken.IsCancellationRequested; node = Another(node))
        {
            backOff = await StayAsync(nodes[node], cancellationToken) ? TimeSpan.Zero : Longer(backOff);
            await Task.Delay(backOff * random.NextDouble(), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>False where it could not join.</summary>
    private async Task<bool> StayAsync(Uri node, CancellationToken cancellationToken)
    {
        var link = new ProofLink(Interlocked.Increment(ref connections), node, user, settings.CallTimeout, Received);
        try
        {
            await link.ConnectAsync();
            foreach (var room in Rooms)
            {
                await room.JoinAsync(link);
            }

            lock (exclusive)
            {
                joined.TrySetResult(link);
            }

            await UntilLostAsync(link, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it was: the next node is tried.
            link.Lose(exception);
            return false;
        }
        finally
        {
            Leave(link);
        }
    }

    private async Task UntilLostAsync(ProofLink link, CancellationToken cancellationToken)
    {
        using var staying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.MovesEvery is { } every)
        {
            staying.CancelAfter(every * (0.5 + random.NextDouble()));
        }

        while (!link.IsLost && !staying.IsCancellationRequested)
        {
            await Task.WhenAny(link.Lost, link.ProbeAsync());
            await Task.WhenAny(link.Lost, Task.Delay(ProbesEvery, staying.Token));
        }

        link.Lose(new IOException("The client moved."));
    }

    private void Leave(ProofLink link)
    {
        lock (exclusive)
        {
            if (joined.Task.IsCompleted)
            {
                joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        Volatile.Write(ref lastProblem, link.Reason?.Message ?? "none");
        _ = EndAsync(link);
    }

    private static async Task EndAsync(ProofLink link)
    {
        try
        {
            await link.DisposeAsync();
        }
        catch (Exception)
        {
            // A socket that was cut may not end as it should: nobody listens to it any more.
        }
    }

    private void Received(ProofLink link, ProofEntry entry) => Rooms.FirstOrDefault(room => room.Name == entry.Room)?.Receive(link, entry);

    private int Another(int node) => nodes.Count == 1 ? node : (node + 1 + random.Next(nodes.Count - 1)) % nodes.Count;

    private static TimeSpan Longer(TimeSpan backOff) =>
        backOff == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : backOff * 2 < BackOffMax ? backOff * 2 : BackOffMax;
}
