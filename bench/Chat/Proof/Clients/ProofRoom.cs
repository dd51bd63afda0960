namespace Bench.Chat.Proof.Clients;

/// <summary>
/// One client's side of one room, as the contract asks of clients: it keeps a position, comes back with it, applies entries by their
/// place, and reads history when it is told of a new epoch. Beside that it writes down everything that it was told.
/// </summary>
internal sealed class ProofRoom(string client, string name, Func<TimeSpan> now)
{
    /// <summary>More than can wait for PostgreSQL in a run.</summary>
    private const int ReadAgain = 1_000;
    private const int PageEntries = 300;
    private readonly Lock exclusive = new();
    private readonly List<Observation> observations = [];
    private readonly List<ProofEntry> shown = [];
    private readonly List<ProofEntry> waiting = [];
    private ProofLink? current;
    private Place? position;
    private long? start;
    private bool isCatchingUp;

    public string Name => name;

    /// <summary>What it has seen last; <c>null</c> until it has joined.</summary>
    public Place? Position
    {
        get
        {
            lock (exclusive)
            {
                return position;
            }
        }
    }

    /// <summary>Whether it hears of entries at once.</summary>
    public bool IsLive
    {
        get
        {
            lock (exclusive)
            {
                return current is { IsLost: false } && !isCatchingUp;
            }
        }
    }

    /// <summary>All that it was told and has shown until now.</summary>
    public ClientView View()
    {
        lock (exclusive)
        {
            return new(client, name, start, [.. observations], [.. shown]);
        }
    }

    /// <summary>One of the latest messages that were shown, chosen by <paramref name="random"/>.</summary>
    public ProofEntry? AnyMessage(Random random)
    {
        const int recent = 50;
        lock (exclusive)
        {
            var entry = shown.Count == 0 ? null : shown[^random.Next(1, Math.Min(shown.Count, recent) + 1)];
            return entry?.Kind == ProofEntry.Message ? entry : null;
        }
    }

    /// <summary>From here on only <paramref name="link"/> is heard.</summary>
    public async Task JoinAsync(ProofLink link)
    {
        Place? asked;
        lock (exclusive)
        {
            (current, isCatchingUp) = (link, true);
            waiting.Clear();
            asked = position;
        }

        var answer = await link.InvokeAsync<JoinAnswered>("JoinRoom", name, asked is { } place ? new PositionSent(place.Epoch, place.Sequence) : null);
        Place live = new(answer.Epoch, answer.Sequence);
        lock (exclusive)
        {
            if (current != link)
            {
                return;
            }

            observations.Add(new Joined(now(), link.Number, asked, live, answer.Entries, answer.More));
            if (asked is null)
            {
                (start, position) = (answer.Sequence, live);
            }
            else if (asked.Value.Epoch == answer.Epoch && asked.Value.Sequence <= answer.Sequence)
            {
                Show(answer.Entries);
            }
        }

        await ReadUpToAsync(link, live);
    }

    /// <summary><c>Appended</c>.</summary>
    public void Receive(ProofLink link, ProofEntry entry)
    {
        lock (exclusive)
        {
            if (current != link)
            {
                return;
            }

            observations.Add(new Told(now(), link.Number, entry));
            if (isCatchingUp)
            {
                waiting.Add(entry);
                return;
            }

            if (entry.Epoch <= position!.Value.Epoch)
            {
                Show([entry]);
                return;
            }

            // A new epoch says that something may have been missed: history is read first.
            isCatchingUp = true;
            waiting.Add(entry);
        }

        _ = CatchUpAsync(link, new(entry.Epoch, entry.Sequence - 1));
    }

    private async Task CatchUpAsync(ProofLink link, Place target)
    {
        try
        {
            await ReadUpToAsync(link, target);
        }
        catch (Exception exception)
        {
            // The next connection begins from the same position.
            link.Lose(exception);
        }
    }

    /// <summary>Reads what lies between the position and <paramref name="target"/>, then takes what came meanwhile.</summary>
    private async Task ReadUpToAsync(ProofLink link, Place target)
    {
        for (var after = Beginning(target); after < target.Sequence;)
        {
            var page = await link.InvokeAsync<PageAnswered>("GetMessages", name, null, after, PageEntries);
            lock (exclusive)
            {
                if (current != link)
                {
                    return;
                }

                observations.Add(new Read(now(), link.Number, after, page.Entries));
                Show(page.Entries);
                if (page.Entries.Count == 0)
                {
                    break;
                }

                after = page.Entries[^1].Sequence;
            }
        }

        lock (exclusive)
        {
            if (current != link)
            {
                return;
            }

            position = position is { } last && last > target ? last : target;
            Show(waiting);
            waiting.Clear();
            isCatchingUp = false;
        }
    }

    /// <summary>Of another epoch history is read again: what the last one had at its end may be gone, and its numbers may be another's.</summary>
    private long Beginning(Place target)
    {
        lock (exclusive)
        {
            var at = position!.Value;
            return at.Epoch == target.Epoch ? at.Sequence : Math.Max(start ?? 0, Math.Min(at.Sequence, target.Sequence) - ReadAgain);
        }
    }

    private void Show(IEnumerable<ProofEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.Place > position))
        {
            shown.Add(entry);
            position = entry.Place;
        }
    }
}
