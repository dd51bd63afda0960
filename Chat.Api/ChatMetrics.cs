using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Chat.Api;

/// <summary>The meter and the activity source <c>Chat</c>.</summary>
internal sealed class ChatMetrics
{
    public const string Name = "Chat";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Histogram<double> appendDuration;
    private readonly Histogram<double> persistDuration;
    private readonly Counter<long> persisted;
    private readonly Counter<long> delivered;
    private readonly Histogram<double> deliveryLag;
    private readonly Counter<long> repaired;
    private readonly Counter<long> cut;
    private readonly UpDownCounter<long> connections;
    private readonly UpDownCounter<long> rooms;
    private readonly Histogram<double> probeDuration;
    private readonly Counter<long> redisConnectionsEnded;
    private readonly Counter<long> dropped;
    private readonly Counter<long> logReads;
    private readonly Counter<long> memberReads;
    private readonly Counter<long> refused;
    private double lag;
    private double shedding;
    private long backlog;
    private double persisterLag;
    private int probesSilent;

    public ChatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        appendDuration = meter.CreateHistogram<double>("chat.append.duration", "s", "Time of one append in Redis.");
        persistDuration = meter.CreateHistogram<double>("chat.persist.duration", "s", "Time of one transaction of the persister.");
        persisted = meter.CreateCounter<long>("chat.persisted", "{entry}", "Entries committed in PostgreSQL.");
        delivered = meter.CreateCounter<long>("chat.delivered", "{message}", "Messages handed to connections of this node.");
        deliveryLag = meter.CreateHistogram<double>(
            "chat.delivery.lag", "s", "From the sender's node taking an entry to this node handing it to its connections, by the clocks of both.");
        repaired = meter.CreateCounter<long>("chat.repaired", "{entry}", "Entries read again because a publication was missed.");
        cut = meter.CreateCounter<long>("chat.cut", "{connection}", "Clients that were cut off, by code.");
        connections = meter.CreateUpDownCounter<long>("chat.connections", "{connection}", "Clients of this node.");
        rooms = meter.CreateUpDownCounter<long>("chat.rooms", "{room}", "Rooms that this node has members in.");
        meter.CreateObservableGauge(
            "chat.persister.backlog", () => Volatile.Read(ref backlog), "{entry}", "Entries of this node's partitions that wait for PostgreSQL.");
        meter.CreateObservableGauge(
            "chat.persister.lag", () => Volatile.Read(ref persisterLag), "s", "Age of the oldest entry that waits for PostgreSQL, by Redis's clock and this node's.");
        probeDuration = meter.CreateHistogram<double>("chat.probe.duration", "s", "From publishing a probe to hearing it, through Redis.");
        meter.CreateObservableGauge(
            "chat.probe.silent", () => Volatile.Read(ref probesSilent), "{partition}", "Probed partitions whose probes do not come back.");
        redisConnectionsEnded = meter.CreateCounter<long>(
            "chat.redis.connections.ended", "{connection}", "Silent connections to Redis that were ended, to be opened anew.");
        dropped = meter.CreateCounter<long>("chat.dropped", "{message}", "Soft messages that were dropped for clients that had others waiting.");
        memberReads = meter.CreateCounter<long>("chat.members.reads", "{read}", "Reads of memberships from PostgreSQL.");
        refused = meter.CreateCounter<long>("chat.refused", "{call}", "Calls that were refused, by code.");
        meter.CreateObservableGauge("chat.lag", () => Volatile.Read(ref lag), "s", "How late this node is; beyond Chat:LagMax it refuses sends.");
        meter.CreateObservableGauge(
            "chat.shedding", () => Volatile.Read(ref shedding), "{message}/s", "Sends a second that users who send much share while the node is busy; 0: no limit.");
        logReads = meter.CreateCounter<long>("chat.log.reads", "{read}", "Reads of a room's log, by where they went.");
    }

    public void Appended(TimeSpan duration, string outcome) => appendDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("chat.outcome", outcome));

    public void Persisted(int count, TimeSpan duration)
    {
        persisted.Add(count);
        persistDuration.Record(duration.TotalSeconds);
    }

    public void Backlog(long entries) => Volatile.Write(ref backlog, entries);

    public void Delivered(int count) => delivered.Add(count);

    public void DeliveredAfter(TimeSpan lag) => deliveryLag.Record(Math.Max(0, lag.TotalSeconds));

    public void Repaired(int count) => repaired.Add(count);

    public void Cut(string code) => cut.Add(1, new KeyValuePair<string, object?>("chat.code", code));

    public void Connected(int change) => connections.Add(change);

    public void RoomOpened(int change) => rooms.Add(change);

    public void PersisterLag(TimeSpan age) => Volatile.Write(ref persisterLag, Math.Max(0, age.TotalSeconds));

    public void ProbeReturned(TimeSpan duration) => probeDuration.Record(duration.TotalSeconds);

    public void ProbesSilent(int partitions) => Volatile.Write(ref probesSilent, partitions);

    public void RedisConnectionsEnded(int count) => redisConnectionsEnded.Add(count);

    public void Dropped() => dropped.Add(1);

    /// <param name="source"><c>window</c>, <c>database</c> or <c>stream</c>.</param>
    public void LogRead(string source) => logReads.Add(1, new KeyValuePair<string, object?>("chat.source", source));

    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    public void Refused(string code) => refused.Add(1, new KeyValuePair<string, object?>("chat.code", code));

    /// <param name="late">How late the node is.</param>
    /// <param name="perSecond">Rate of those who send much; infinite where nothing is shed.</param>
    public void Lag(TimeSpan late, double perSecond)
    {
        Volatile.Write(ref lag, late.TotalSeconds);
        Volatile.Write(ref shedding, double.IsInfinity(perSecond) ? 0 : perSecond);
    }

    public void MembersRead() => memberReads.Add(1);
}
