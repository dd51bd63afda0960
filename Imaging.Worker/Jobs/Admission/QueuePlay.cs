namespace Imaging.Worker.Jobs.Admission;

/// <summary>
/// Plays through what the slots will do: each is free when the image that it has in work has had its time, takes the next by the rule of
/// <see cref="Storage.TurnTable"/>, and so on. With 2 slots that are free in 1 s and 2 s, and 3 s per image, images begin after 1, 2, 4,
/// 5, 7 ... s. A queue of n images costs n × log(owners).
/// </summary>
internal sealed class QueuePlay
{
    /// <summary>Without a worker the order is told all the same: that of one slot, whatever an image takes.</summary>
    private const double AnySeconds = 1;

    private readonly QueueReading reading;
    private readonly bool isTimed;
    private readonly Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);
    private readonly SortedSet<Line> lines = new(Line.ByTurn);
    private readonly PriorityQueue<Tenant?, double> slots = new();
    private readonly Dictionary<string, QueuePlace> places;
    private long lastTurn = DateTime.MaxValue.Ticks;

    private QueuePlay(QueueReading reading)
    {
        this.reading = reading;
        isTimed = reading.Slots > 0 && !reading.Times.IsEmpty;
        places = new(reading.Waiting.Count, StringComparer.Ordinal);
    }

    /// <summary>The place of each image that waits, by its id.</summary>
    public static IReadOnlyDictionary<string, QueuePlace> Through(QueueReading reading)
    {
        var play = new QueuePlay(reading);
        play.FormLines();
        play.Occupy();
        play.TakeAll();
        return play.places;
    }

    private void FormLines()
    {
        foreach (var ofOwner in reading.Waiting.GroupBy(image => image.Owner, StringComparer.Ordinal))
        {
            var tenant = TenantOf(ofOwner.Key);
            tenant.Turn = ofOwner.First().TurnAt?.Ticks ?? 0;
            // The oldest first, as claims take them: images that were queued since the reading stand behind it in the order in which they asked.
            var inOrder = ofOwner.OrderBy(image => image.QueuedAt).ThenBy(image => image.Id, StringComparer.Ordinal);
            tenant.Lines.AddRange(inOrder.GroupBy(image => image.Bulk).Select(images => new Line(tenant, images.Key, new(images))));
        }

        foreach (var image in reading.InWork)
        {
            TenantOf(image.Owner).InWork++;
        }

        lines.UnionWith(tenants.Values.SelectMany(tenant => tenant.Lines));
    }

    /// <summary>Images in work have their slots. More of them than slots: a worker is new or has died, and the longest running count.</summary>
    private void Occupy()
    {
        var count = Math.Max(1, reading.Slots);
        foreach (var image in reading.InWork.Where(image => !image.IsAbandoned).OrderByDescending(image => image.Seconds).Take(count))
        {
            slots.Enqueue(TenantOf(image.Owner), image.SecondsLeft(SecondsOf(image.Kind)));
        }

        while (slots.Count < count)
        {
            slots.Enqueue(null, 0);
        }

        foreach (var image in reading.InWork.Where(image => image.IsAbandoned))
        {
            slots.TryDequeue(out var before, out var begins);
            Leave(before);
            slots.Enqueue(TenantOf(image.Owner), begins + SecondsOf(image.Kind));
        }
    }

    private void TakeAll()
    {
        while (lines.Count > 0)
        {
            slots.TryDequeue(out var before, out var begins);
            Leave(before);
            var image = Take(lines.Min!);
            places[image.Id] = new(places.Count + 1, isTimed ? Math.Max(begins, image.NotBeforeSeconds) : null);
            slots.Enqueue(TenantOf(image.Owner), begins + SecondsOf(image.Kind));
        }
    }

    private WaitingImage Take(Line line)
    {
        Withdraw(line.Tenant);
        line.Tenant.InWork++;
        line.Tenant.Turn = ++lastTurn;
        var image = line.Waiting.Dequeue();
        line.Tenant.Lines.RemoveAll(own => own.Waiting.Count == 0);
        lines.UnionWith(line.Tenant.Lines);
        return image;
    }

    private void Leave(Tenant? tenant)
    {
        if (tenant is not null)
        {
            Withdraw(tenant);
            tenant.InWork--;
            lines.UnionWith(tenant.Lines);
        }
    }

    /// <summary>What a line is ordered by may change only while it stands in no order.</summary>
    private void Withdraw(Tenant tenant) => tenant.Lines.ForEach(line => lines.Remove(line));

    private double SecondsOf(WorkKind kind) => isTimed ? reading.Times.SecondsOf(kind) : AnySeconds;

    private Tenant TenantOf(string owner)
    {
        if (!tenants.TryGetValue(owner, out var tenant))
        {
            tenants[owner] = tenant = new();
        }

        return tenant;
    }

    private sealed class Tenant
    {
        public int InWork { get; set; }

        public long Turn { get; set; }

        public List<Line> Lines { get; } = [];
    }

    /// <summary>What one owner has waiting, interactive or bulk.</summary>
    private sealed record Line(Tenant Tenant, bool Bulk, Queue<WaitingImage> Waiting)
    {
        public static readonly Comparer<Line> ByTurn = Comparer<Line>.Create((one, other) => one.Rank.CompareTo(other.Rank) is var rank and not 0
            ? rank
            : string.CompareOrdinal(one.Waiting.Peek().Id, other.Waiting.Peek().Id));

        private (bool Bulk, int InWork, long Turn, DateTime QueuedAt) Rank => (Bulk, Tenant.InWork, Tenant.Turn, Waiting.Peek().QueuedAt);
    }
}
