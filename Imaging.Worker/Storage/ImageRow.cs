using Imaging.Worker.Uploads;
using Npgsql;

namespace Imaging.Worker.Storage;

/// <summary>One image as <c>imagingdb</c> has it.</summary>
internal sealed record ImageRow
{
    /// <summary>Columns that <see cref="Read"/> expects, in its order.</summary>
    public const string Columns = $"{First}, manifest::text, {Last}";

    /// <summary>The same without the manifest.</summary>
    public const string PlainColumns = $"{First}, NULL::text, {Last}";

    private const string First = """
        id, owner, status, visibility, file_name, content_type, length, preset, created_at, upload_expires_at,
        upload_etag, queued_at, attempts, fence, started_at, finished_at, error_code, error_detail
        """;

    private const string Last = """
        version, trace_parent, derivatives, bulk,
        GREATEST(0, EXTRACT(EPOCH FROM lease_until - now()))::float8, GREATEST(0, EXTRACT(EPOCH FROM not_before - now()))::float8
        """;

    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>One of <see cref="ImageStatus"/>.</summary>
    public required string Status { get; init; }

    public required string Visibility { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Length that the client announced, bytes.</summary>
    public required long Length { get; init; }

    public required string Preset { get; init; }

    /// <summary>What the client asked for when it reserved the upload.</summary>
    public UploadRequest Asked => new(FileName, ContentType, Length, Preset, Bulk ? UploadPriority.Bulk : UploadPriority.Interactive);

    public required DateTime CreatedAt { get; init; }

    public required DateTime UploadExpiresAt { get; init; }

    public string? UploadETag { get; init; }

    public DateTime? QueuedAt { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Fencing token of the last claim.</summary>
    public required long Fence { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorDetail { get; init; }

    /// <summary>The manifest as JSON, of a succeeded image.</summary>
    public string? Manifest { get; init; }

    /// <summary>Folder of the derivatives that this image refers to, from before the first of them is written.</summary>
    public string? Derivatives { get; init; }

    public required long Version { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>True where interactive work goes before it.</summary>
    public bool Bulk { get; init; }

    /// <summary>Seconds that a lease still holds, by the database's clock; 0: none.</summary>
    public double LeaseSeconds { get; init; }

    /// <summary>Seconds until the next attempt may begin, by the database's clock; 0: now.</summary>
    public double BackoffSeconds { get; init; }

    /// <summary>True when nothing will change the status any more.</summary>
    public bool IsFinished => Status is ImageStatus.Succeeded or ImageStatus.Failed or ImageStatus.Cancelled;

    public static async Task<ImageRow?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public static async Task<IReadOnlyList<ImageRow>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var rows = new List<ImageRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    private static ImageRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Owner = reader.GetString(1),
        Status = reader.GetString(2),
        Visibility = reader.GetString(3),
        FileName = reader.GetString(4),
        ContentType = reader.GetString(5),
        Length = reader.GetInt64(6),
        Preset = reader.GetString(7),
        CreatedAt = reader.GetDateTime(8),
        UploadExpiresAt = reader.GetDateTime(9),
        UploadETag = Text(reader, 10),
        QueuedAt = Moment(reader, 11),
        Attempts = reader.GetInt32(12),
        Fence = reader.GetInt64(13),
        StartedAt = Moment(reader, 14),
        FinishedAt = Moment(reader, 15),
        ErrorCode = Text(reader, 16),
        ErrorDetail = Text(reader, 17),
        Manifest = Text(reader, 18),
        Version = reader.GetInt64(19),
        TraceParent = Text(reader, 20),
        Derivatives = Text(reader, 21),
        Bulk = reader.GetBoolean(22),
        LeaseSeconds = reader.IsDBNull(23) ? 0 : reader.GetDouble(23),
        BackoffSeconds = reader.IsDBNull(24) ? 0 : reader.GetDouble(24),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTime? Moment(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);
}
