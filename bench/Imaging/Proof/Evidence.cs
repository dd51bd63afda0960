using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Bench.Imaging.Proof.Systems;
using Npgsql;

namespace Bench.Imaging.Proof;

/// <summary>Reads what is left when a run is over, in the stores themselves.</summary>
internal sealed class Evidence(ImagingProofStores stores)
{
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(5);
    private readonly BlobServiceClient blobs = new(stores.Storage);
    private readonly QueueServiceClient queues = new(stores.Storage);

    /// <summary>Images that are not finished, or failed and not swept up yet, and messages that are not gone.</summary>
    public async Task<(long Unfinished, int Messages)> RestAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(stores.Database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*) FROM images
            WHERE finished_at IS NULL AND status <> 'pending-upload'
                OR status = 'failed' AND (derivatives IS NOT NULL OR error_code = 'attempts-exhausted' AND NOT poison_sent)
            """,
            connection);
        var unfinished = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return (unfinished, (await queues.GetQueueClient("images").GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount);
    }

    /// <summary>How every image ended that was accepted or has a row; call it once, as it empties the poison queue.</summary>
    public async Task<(IReadOnlyList<ImageEnd> Ends, IReadOnlyList<ImageViolation> Leftovers)> ReadAsync(ICollection<string> accepted, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(cancellationToken);
        var poison = await PoisonAsync(cancellationToken);
        var derivatives = await DerivativesAsync(cancellationToken);
        var ends = new List<ImageEnd>();
        foreach (var id in accepted.Union(rows.Keys))
        {
            ends.Add(await EndAsync(id, rows.GetValueOrDefault(id), accepted.Contains(id), [.. poison[id]], derivatives, cancellationToken));
        }

        var named = rows.Values.Where(row => row is { Status: "succeeded", Derivatives: not null }).Select(row => row.Derivatives!).ToHashSet();
        var orphans = derivatives.Keys.Where(path => !named.Contains(path[..path.LastIndexOf('/')]))
            .Select(path => new ImageViolation(ImageViolationKind.Leftover, "-", $"derivative {path} belongs to no image that succeeded"));
        var strangers = poison.Where(one => !rows.ContainsKey(one.Key)).Select(one => new ImageViolation(ImageViolationKind.Leftover, one.Key, "a poison record of an image that is not there"));
        return (ends, [.. orphans, .. strangers]);
    }

    private async Task<ImageEnd> EndAsync(
        string id, Row? row, bool isAccepted, IReadOnlyList<string> poison, Dictionary<string, long> derivatives, CancellationToken cancellationToken)
    {
        var end = new ImageEnd
        {
            Id = id, Status = row?.Status, ErrorCode = row?.ErrorCode, IsAccepted = isAccepted, PoisonRecords = poison, EndsTold = row?.EndsTold ?? 0,
        };
        var blob = blobs.GetBlobContainerClient("manifests").GetBlobClient($"{id}/manifest.json");
        if (!await blob.ExistsAsync(cancellationToken))
        {
            return end;
        }

        using var json = JsonDocument.Parse((await blob.DownloadContentAsync(cancellationToken)).Value.Content);
        if (json.RootElement.TryGetProperty("failed", out _))
        {
            return end with { Manifest = Standing.GivenUp };
        }

        var folder = json.RootElement.GetProperty("derivatives").GetString()!;
        var missing = json.RootElement.GetProperty("variants").EnumerateArray()
            .Where(variant => derivatives.GetValueOrDefault($"{folder}/{variant.GetProperty("file").GetString()}", -1) != variant.GetProperty("bytes").GetInt64())
            .Select(variant => variant.GetProperty("file").GetString()!);
        return end with { Manifest = Standing.Manifest, RowAgrees = row?.Derivatives == folder && row.Named == folder, MissingVariants = [.. missing] };
    }

    private async Task<Dictionary<string, Row>> RowsAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(stores.Database + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT id, status, error_code, derivatives, manifest ->> 'derivatives',
                (SELECT count(*)::int FROM webhook_deliveries WHERE split_part(event_id, ':', 1) = images.id)
            FROM images
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new Dictionary<string, Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows[reader.GetString(0)] = new(reader.GetString(1), Text(2), Text(3), Text(4), reader.GetInt32(5));
        }

        return rows;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private async Task<ILookup<string, string>> PoisonAsync(CancellationToken cancellationToken)
    {
        var records = new List<(string Image, string Record)>();
        var poison = queues.GetQueueClient("images-poison");
        while ((await poison.ReceiveMessagesAsync(32, Hidden, cancellationToken)).Value is { Length: > 0 } messages)
        {
            records.AddRange(messages.Select(message => JsonSerializer.Deserialize<JsonElement>(message.MessageText))
                .Select(record => (record.GetProperty("imageId").GetString() ?? "-", record.GetProperty("recordId").GetString() ?? "-")));
        }

        return records.ToLookup(one => one.Image, one => one.Record);
    }

    /// <summary>Lengths by path.</summary>
    private async Task<Dictionary<string, long>> DerivativesAsync(CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<string, long>();
        await foreach (var blob in blobs.GetBlobContainerClient("derivatives").GetBlobsAsync(cancellationToken: cancellationToken))
        {
            lengths[blob.Name] = blob.Properties.ContentLength ?? -1;
        }

        return lengths;
    }

    private sealed record Row(string Status, string? ErrorCode, string? Derivatives, string? Named, int EndsTold);
}
