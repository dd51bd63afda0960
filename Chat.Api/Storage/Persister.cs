using System.Globalization;
using Chat.Api.Messages;
using Microsoft.Extensions.Options;
using Npgsql;
using ServiceDefaults.Resilience;
using StackExchange.Redis;

namespace Chat.Api.Storage;

/// <summary>
/// Moves entries from the streams of this node's partitions into PostgreSQL: reads them pipelined, commits them in one
/// transaction, trims exactly what it covered, and only then says that they are stored.
/// </summary>
internal sealed partial class Persister(
    IConnectionMultiplexer redis, Partitions partitions, PartitionOwner owner, PersisterWake wake, LogWriter writer, DatabaseBreaker database,
    IOptions<StorageOptions> options, IOptions<MessageOptions> messages, ChatMetrics metrics, TimeProvider time, ILogger<Persister> logger) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(2);

    /// <summary>A command that goes under with its connection may never end; the persister must not wait for it for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A send that waits for the commit waits for half of it on average.</summary>
    private static readonly TimeSpan WaitedForInterval = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan interval = options.Value.PersistInterval
        ?? (messages.Value.Durability == Durability.Postgres ? WaitedForInterval : Interval);
    private long sweptAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(FlushPatience, time);
        MarkAll();
        try
        {
            while (await PersistAsync(patience.Token) > 0)
            {
                // Until the streams are empty.
            }
        }
        catch (Exception exception)
        {
            // What is left lies in Redis: the next owner writes it.
            Log.FlushFailed(logger, exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = RetryMin;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(Sweep, stoppingToken);
                await SweepAsync();
                await Task.Delay(interval, time, stoppingToken);
                // Where the last try failed: to read a batch for nothing, again and again, is what deliveries would feel of a database that is away.
                if (retry > RetryMin && !await database.TryAsync(writer.ReachAsync, stoppingToken))
                {
                    await Task.Delay(Sweep, time, stoppingToken);
                    continue;
                }

                await PersistAsync(stoppingToken);
                retry = RetryMin;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Everything is still in the streams: marked again, it is read again.
                Log.Delayed(logger, retry, exception);
                await Task.Delay(retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, RetryMax.Ticks));
                MarkAll();
            }
        }
    }

    /// <summary>A wake-up may be lost with a connection: once a second the lengths are asked, which is the backlog too.</summary>
    private async Task SweepAsync()
    {
        if (sweptAt != 0 && time.GetElapsedTime(sweptAt) < Sweep)
        {
            return;
        }

        sweptAt = time.GetTimestamp();
        var owned = owner.Owned.ToArray();
        var lengths = await Task.WhenAll(owned.Select(partition => redis.GetDatabase().StreamLengthAsync(partitions.Stream(partition))))
            .WaitAsync(Patience, time);
        metrics.Backlog(lengths.Sum());
        var oldest = await Task.WhenAll(owned.Where((_, i) => lengths[i] > 0).Select(OldestAsync)).WaitAsync(Patience, time);
        metrics.PersisterLag(oldest.DefaultIfEmpty(TimeSpan.Zero).Max());
        for (var i = 0; i < owned.Length; i++)
        {
            if (lengths[i] > 0)
            {
                wake.Mark(owned[i]);
            }
        }
    }

    /// <summary>How long the partition's first entry has waited: its id begins with the milliseconds of Redis's clock.</summary>
    private async Task<TimeSpan> OldestAsync(int partition)
    {
        var first = await redis.GetDatabase().StreamRangeAsync(partitions.Stream(partition), "-", "+", 1);
        return first.Length == 0 ? TimeSpan.Zero : time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(first[0].Id.ToString().Split('-')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>One transaction; answers how many entries it covered.</summary>
    private async Task<int> PersistAsync(CancellationToken cancellationToken)
    {
        var filled = wake.Take(owner.Owned);
        if (filled.Count == 0)
        {
            return 0;
        }

        var share = Math.Max(1, options.Value.PersistBatch / filled.Count);
        var reads = await Task.WhenAll(filled.Select(partition => ReadAsync(partition, share))).WaitAsync(Patience, time, cancellationToken);
        var read = reads.Where(part => part.Entries.Count + part.Unreadable.Count > 0).ToList();
        if (read.Count == 0)
        {
            return 0;
        }

        var entries = read.SelectMany(part => part.Entries).ToList();
        using var activity = EntryTrace.Persist(read.SelectMany(part => part.Traces));
        activity?.SetTag("chat.entries", entries.Count);
        var started = time.GetTimestamp();
        if (entries.Count > 0)
        {
            await CommitAsync(entries, cancellationToken);
        }

        metrics.Persisted(entries.Count, time.GetElapsedTime(started));
        await Task.WhenAll(read.Select(CoverAsync)).WaitAsync(Patience, time, cancellationToken);
        return entries.Count;
    }

    /// <summary>An entry that PostgreSQL refuses for what it holds must not keep the others out: it is written alone, or set aside.</summary>
    private async Task CommitAsync(List<LogEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(entries, cancellationToken);
        }
        catch (PostgresException exception) when (IsAboutTheData(exception))
        {
            foreach (var entry in entries)
            {
                await CommitAloneAsync(entry, cancellationToken);
            }
        }
    }

    private async Task CommitAloneAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync([entry], cancellationToken);
        }
        catch (PostgresException exception) when (IsAboutTheData(exception))
        {
            Log.EntryRefused(logger, entry.Room, entry.Sequence, exception);
            await SetAsideAsync(partitions.PartitionOf(entry.Room), $"{entry.Room} {entry.Epoch} {entry.Sequence} {exception.SqlState}");
        }
    }

    /// <summary>Classes 22 (data exception) and 23 (integrity constraint): another try would end the same way.</summary>
    private static bool IsAboutTheData(PostgresException exception) =>
        exception.SqlState.StartsWith("22", StringComparison.Ordinal) || exception.SqlState.StartsWith("23", StringComparison.Ordinal);

    private async Task<Part> ReadAsync(int partition, int limit)
    {
        var rows = await redis.GetDatabase().StreamRangeAsync(partitions.Stream(partition), "-", "+", limit);
        var part = new Part(partition, rows.Length == 0 ? null : rows[^1].Id.ToString());
        foreach (var row in rows)
        {
            try
            {
                var sequenced = LogCodec.Decode(row["r"].ToString(), ((ReadOnlyMemory<byte>)row["e"]).Span);
                part.Entries.Add(sequenced.Entry);
                if (sequenced.Trace is not null)
                {
                    part.Traces.Add(sequenced.Trace);
                }
            }
            catch (FormatException exception)
            {
                Log.EntryUnreadable(logger, partition, row.Id.ToString(), exception);
                await SetAsideAsync(partition, row["e"]);
                part.Unreadable.Add(row.Id.ToString());
            }
        }

        return part;
    }

    private Task<RedisValue> SetAsideAsync(int partition, RedisValue what) =>
        redis.GetDatabase().StreamAddAsync(partitions.Poison(partition), "e", what, maxLength: 1_000);

    /// <summary>The append wakes nobody while the stream is not empty: it is read on until it is.</summary>
    private async Task CoverAsync(Part part)
    {
        if (await CoveredAsync(part) > 0)
        {
            wake.Mark(part.Partition);
        }
    }

    /// <summary>
    /// Trims everything up to the last entry that was read and nothing that came since, and says what is stored. Answers how many entries
    /// the stream holds then.
    /// </summary>
    private async Task<long> CoveredAsync(Part part)
    {
        var last = part.LastId!.Split('-');
        var next = string.Create(CultureInfo.InvariantCulture, $"{last[0]}-{long.Parse(last[1], CultureInfo.InvariantCulture) + 1}");
        List<RedisKey> keys = [partitions.Stream(part.Partition)];
        List<RedisValue> values = [next];
        foreach (var room in part.Entries.GroupBy(entry => entry.Room))
        {
            var of = partitions.Of(room.Key);
            keys.AddRange([of.Counter, of.Channel]);
            values.Add(room.Max(entry => entry.Sequence));
        }

        return (long)await redis.GetDatabase().ScriptEvaluateAsync(LogScripts.Covered, [.. keys], [.. values]);
    }

    private void MarkAll()
    {
        foreach (var partition in owner.Owned)
        {
            wake.Mark(partition);
        }
    }

    private sealed record Part(int Partition, string? LastId)
    {
        public List<LogEntry> Entries { get; } = [];

        public List<string> Unreadable { get; } = [];

        public List<string> Traces { get; } = [];
    }
}
