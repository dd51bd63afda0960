using Microsoft.Extensions.Options;

namespace Chat.Api.Storage;

/// <summary>Where the log lives and how it moves from Redis into PostgreSQL (<c>Chat</c>).</summary>
internal sealed class StorageOptions
{
    /// <summary>Partitions that rooms hash to; a deployment keeps the number it began with. Default: 64.</summary>
    public int Partitions { get; set; } = 64;

    /// <summary>Most connections of this node to PostgreSQL. Default: 25.</summary>
    public int DatabasePoolSize { get; set; } = 25;

    /// <summary>How long the persister gathers entries before it writes them. Default: 100 milliseconds, 50 where sends wait for the commit (decision 0024).</summary>
    public TimeSpan? PersistInterval { get; set; }

    /// <summary>Most entries that one transaction writes. Default: 2,000.</summary>
    public int PersistBatch { get; set; } = 2_000;

    /// <summary>Most entries of a partition that wait for PostgreSQL; beyond it sends are refused. Default: 20,000.</summary>
    public int BacklogPerPartition { get; set; } = 20_000;

    /// <summary>How long a start waits for Redis and PostgreSQL. Default: 30 seconds.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private static readonly TimeSpan PersistIntervalMax = TimeSpan.FromMilliseconds(100);

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var persistInterval = options.PersistInterval ?? PersistIntervalMax;
        return OptionChecks.Of(
            ("Partitions", options.Partitions, options.Partitions is >= 1 and <= 1_024, "1 to 1024"),
            ("DatabasePoolSize", options.DatabasePoolSize, options.DatabasePoolSize is >= 2 and <= 1_000, "2 to 1000"),
            ("PersistInterval", persistInterval, persistInterval > TimeSpan.Zero && persistInterval <= PersistIntervalMax, $"above 0, at most {PersistIntervalMax}"),
            ("PersistBatch", options.PersistBatch, options.PersistBatch is >= 1 and <= 10_000, "1 to 10000"),
            ("BacklogPerPartition", options.BacklogPerPartition, options.BacklogPerPartition is >= 1 and <= 1_000_000, "1 to 1000000"),
            ("StartTimeout", options.StartTimeout, options.StartTimeout > TimeSpan.Zero && options.StartTimeout <= TimeSpan.FromMinutes(10), "above 0, at most 00:10:00"));
    }
}
