using Bench.Chat.Proof;

namespace Bench.Tests.Chat.Proof;

/// <summary>A history made by hand: one room, in which <c>ann</c> writes and <c>bob</c> and <c>cyd</c> listen. Sound until a test breaks it.</summary>
internal sealed class Made
{
    private const string Room = "room";
    private readonly Dictionary<string, List<Observation>> observations = [];
    private readonly Dictionary<string, List<ProofEntry>> shown = [];

    public List<Sent> Sent { get; } = [];

    public List<ProofEntry> Stored { get; } = [];

    public Losses Losses { get; set; } = Losses.None;

    /// <summary>Three messages of ann's, acknowledged, stored, and told to bob and cyd, who joined before.</summary>
    public static Made Sound()
    {
        var made = new Made();
        foreach (var listener in (string[])["bob", "cyd"])
        {
            made.Joins(listener, connection: 1, asked: null, live: new(1, 0));
        }

        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var entry = Message(sequence);
            made.Stored.Add(entry);
            made.Sends(entry);
            made.Tells("bob", 1, entry);
            made.Tells("cyd", 1, entry);
        }

        return made;
    }

    /// <summary>A message of ann's; what it is follows from <paramref name="number"/>, by default its sequence.</summary>
    public static ProofEntry Message(long sequence, long epoch = 1, long? number = null) => new(
        Room, epoch, sequence, ProofEntry.Message, Id(number ?? sequence), "ann", Id(1_000 + (number ?? sequence)), Text: $"text {number ?? sequence}");

    /// <summary>Ann has changed the message with the number.</summary>
    public static ProofEntry Change(long sequence, string kind, long number, string? text = null) => new(
        Room, 1, sequence, kind, Id(number), "ann", ClientMessageId: null, text);

    public void Sends(ProofEntry entry, params Place[] receipts)
    {
        var sent = new Sent { Client = entry.Sender, Room = Room, Kind = entry.Kind, ClientMessageId = entry.ClientMessageId, Text = entry.Text };
        sent.Receipts.AddRange((receipts.Length > 0 ? receipts : [entry.Place]).Select(place => new Receipt(place, entry.Id, TimeSpan.FromSeconds(1))));
        Sent.Add(sent);
    }

    public void Joins(string client, int connection, Place? asked, Place live, bool more = false, params ProofEntry[] entries)
    {
        Of(observations, client).Add(new Joined(TimeSpan.Zero, connection, asked, live, entries, more));
        foreach (var entry in entries)
        {
            Shows(client, entry);
        }
    }

    /// <summary>The client asks for what follows a sequence.</summary>
    public void Reads(string client, long after, params ProofEntry[] entries) =>
        Of(observations, client).Add(new Read(TimeSpan.FromSeconds(1), Connection: 1, after, entries));

    public void Tells(string client, int connection, ProofEntry entry)
    {
        Of(observations, client).Add(new Told(TimeSpan.FromSeconds(1), connection, entry));
        Shows(client, entry);
    }

    public void Shows(string client, ProofEntry entry)
    {
        if (!Of(shown, client).Exists(one => one.Place == entry.Place))
        {
            Of(shown, client).Add(entry);
        }
    }

    /// <summary>Forgets that the client was told the entry.</summary>
    public void Untells(string client, long sequence)
    {
        Of(observations, client).RemoveAll(observation => observation is Told told && told.Entry.Sequence == sequence);
        Of(shown, client).RemoveAll(entry => entry.Sequence == sequence);
    }

    public History History() => new(
        Sent, [.. observations.Keys.Select(client => new ClientView(client, Room, Start: 0, observations[client], Of(shown, client)))], Stored, Losses);

    /// <summary>Kinds of all violations, each once.</summary>
    public IEnumerable<ViolationKind> Kinds() => HistoryChecker.Check(History()).Select(violation => violation.Kind).Distinct().Order();

    private static Guid Id(long number) => new((int)number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static List<T> Of<T>(Dictionary<string, List<T>> lists, string client)
    {
        if (!lists.TryGetValue(client, out var list))
        {
            lists[client] = list = [];
        }

        return list;
    }
}
