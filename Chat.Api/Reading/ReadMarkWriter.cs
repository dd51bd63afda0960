using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;
using StackExchange.Redis;

namespace Chat.Api.Reading;

/// <summary>
/// Moves read marks from Redis into PostgreSQL: those of this node's partitions, however often they moved in an interval, in
/// one statement. What waits lies in Redis, at most one mark a user and room; a mark leaves it only once it is written.
/// </summary>
internal sealed partial class ReadMarkWriter(
    IConnectionMultiplexer redis, Partitions partitions, PartitionOwner owner, ReadMarkStore store, DatabaseBreaker database,
    IOptions<ReadingOptions> options, TimeProvider time, ILogger<ReadMarkWriter> logger) : BackgroundService
{
    private const int Batch = 2_000;

    /// <summary>Batches of one round: what is left waits for the next.</summary>
    private const int BatchesMax = 20;

    /// <summary>A command that goes under with its connection may never end, whatever the client library promises.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReadMarkInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryWriteAsync(stoppingToken);
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        if (database.IsAway)
        {
            return;
        }

        try
        {
            for (var batches = 0; batches < BatchesMax && await WriteAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken) == Batch; batches++)
            {
                // Until less than a batch is left.
            }
        }
        catch (BrokenCircuitException)
        {
            // Somebody else asks just now whether PostgreSQL is back.
        }
        catch (Exception exception)
        {
            // Everything still waits in Redis, for the next time or for another node.
            Log.Delayed(logger, exception);
        }
    }

    /// <summary>One statement; answers how many marks it covered.</summary>
    private async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        var owned = owner.Owned.ToArray();
        var waiting = await Task.WhenAll(owned.Select(partition =>
            redis.GetDatabase().HashRandomFieldsWithValuesAsync(ReadKeys.Unwritten(partitions.Prefix(partition)), Batch)));
        var some = owned.Zip(waiting)
            .SelectMany(part => part.Second.Select(field => new Waiting(part.First, field))).Take(Batch).ToList();
        if (some.Count > 0)
        {
            await CommitAsync(some, cancellationToken);
            await Task.WhenAll(some.GroupBy(mark => mark.Partition).Select(ForgetAsync));
        }

        return some.Count;
    }

    /// <summary>A mark that PostgreSQL refuses for what it holds must not keep the others out.</summary>
    private async Task CommitAsync(List<Waiting> marks, CancellationToken cancellationToken)
    {
        try
        {
            await database.AskAsync(token => store.WriteAsync([.. marks.Select(mark => mark.Owned)], token), cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            foreach (var mark in marks)
            {
                await CommitAloneAsync(mark, cancellationToken);
            }
        }
    }

    private async Task CommitAloneAsync(Waiting mark, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync([mark.Owned], cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            Log.Refused(logger, mark.Owned.Room, exception);
        }
    }

    private Task ForgetAsync(IGrouping<int, Waiting> marks) => redis.GetDatabase().ScriptEvaluateAsync(
        ReadScripts.Written,
        [ReadKeys.Unwritten(partitions.Prefix(marks.Key))],
        [.. marks.SelectMany(mark => new[] { mark.Field.Name, mark.Field.Value })]);

    private sealed record Waiting(int Partition, HashEntry Field)
    {
        public OwnedMark Owned { get; } = Parse(Field);

        /// <summary>"room user": a room's name holds no space, the id of a user may.</summary>
        private static OwnedMark Parse(HashEntry field)
        {
            var name = field.Name.ToString();
            var space = name.IndexOf(' ', StringComparison.Ordinal);
            return new(name[..space], name[(space + 1)..], ReadMark.Parse(field.Value));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Read marks could not be written; they wait in Redis.")]
        public static partial void Delayed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "A read mark of room {Room} can never be written and is left out.")]
        public static partial void Refused(ILogger logger, string room, Exception exception);
    }
}
