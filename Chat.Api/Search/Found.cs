using Chat.Api.Messages;
using Chat.Api.Storage;
using Npgsql;

namespace Chat.Api.Search;

internal static class Found
{
    /// <summary>Rows of a room and <see cref="LogStore.Columns"/>.</summary>
    public static async Task<List<LogEntry>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var messages = new List<LogEntry>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            messages.Add(LogStore.Entry(rows.GetString(0), rows, before: 1));
        }

        return messages;
    }
}
