namespace Bench.Chat.Proof;

/// <summary>All that happened in one run, from the outside: what was sent and answered, what clients saw, what is stored at the end.</summary>
/// <param name="Sent">Every send and change, acknowledged or not.</param>
/// <param name="Views">What each client saw of each of its rooms.</param>
/// <param name="Stored">What PostgreSQL has at the end.</param>
/// <param name="Losses">What was taken away from Redis meanwhile.</param>
internal sealed record History(IReadOnlyList<Sent> Sent, IReadOnlyList<ClientView> Views, IReadOnlyList<ProofEntry> Stored, Losses Losses);

/// <summary>A message, or a change of one, that a client wanted to have in a room.</summary>
internal sealed class Sent
{
    public required string Client { get; init; }

    public required string Room { get; init; }

    /// <summary>As <see cref="ProofEntry.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a message: all its tries carry it.</summary>
    public Guid? ClientMessageId { get; init; }

    /// <summary>Of a change: the message.</summary>
    public Guid? Target { get; init; }

    public string? Text { get; init; }

    /// <summary>Every acknowledgement; a retried message may have several, which must agree.</summary>
    public List<Receipt> Receipts { get; } = [];

    public int Tries { get; set; }

    /// <summary>Code of the refusal that ended it.</summary>
    public string? Refused { get; set; }

    public override string ToString() =>
        $"{Kind} {ClientMessageId ?? Target} of {Client}, {Tries} tries" + (Receipts.Count > 0 ? $", acknowledged as {Receipts[0].Place} at {Receipts[0].At.TotalSeconds:0.000} s" : string.Empty);
}

/// <summary>An acknowledgement.</summary>
/// <param name="Place">Where the entry stands.</param>
/// <param name="Id">The message.</param>
/// <param name="At">Since the run began.</param>
internal sealed record Receipt(Place Place, Guid Id, TimeSpan At);

/// <summary>What one client saw of one room.</summary>
/// <param name="Client">Its user.</param>
/// <param name="Room">Id of the room.</param>
/// <param name="Start">The sequence at which it first joined; <c>null</c> where it never did.</param>
/// <param name="Observations">Everything the server said, in the order in which it came.</param>
/// <param name="Shown">What an application over this client would have shown, in that order: each place once.</param>
internal sealed record ClientView(
    string Client, string Room, long? Start, IReadOnlyList<Observation> Observations, IReadOnlyList<ProofEntry> Shown);

/// <summary>Something that the server said to a client about a room.</summary>
/// <param name="At">Since the run began.</param>
/// <param name="Connection">Number of the client's connection.</param>
internal abstract record Observation(TimeSpan At, int Connection)
{
    /// <summary>What the client was given.</summary>
    public IReadOnlyList<ProofEntry> Given => this switch
    {
        Told told => [told.Entry],
        Joined joined => joined.Entries,
        Read read => read.Entries,
        _ => [],
    };
}

/// <summary>The answer of <c>JoinRoom</c>.</summary>
/// <param name="At">Since the run began.</param>
/// <param name="Connection">Number of the client's connection.</param>
/// <param name="Asked">The position that the client gave.</param>
/// <param name="Live">Every entry after it comes by <c>Appended</c>.</param>
/// <param name="Entries">What was missed.</param>
/// <param name="More">There is more between the last entry and <paramref name="Live"/>.</param>
internal sealed record Joined(TimeSpan At, int Connection, Place? Asked, Place Live, IReadOnlyList<ProofEntry> Entries, bool More) : Observation(At, Connection);

/// <summary><c>Appended</c>. It may come before the answer of the join that it follows.</summary>
/// <param name="At">Since the run began.</param>
/// <param name="Connection">Number of the client's connection.</param>
/// <param name="Entry">The entry.</param>
internal sealed record Told(TimeSpan At, int Connection, ProofEntry Entry) : Observation(At, Connection);

/// <summary>A page of history, read upwards.</summary>
/// <param name="At">Since the run began.</param>
/// <param name="Connection">Number of the client's connection.</param>
/// <param name="After">The entries come after this sequence.</param>
/// <param name="Entries">The page.</param>
internal sealed record Read(TimeSpan At, int Connection, long After, IReadOnlyList<ProofEntry> Entries) : Observation(At, Connection);
