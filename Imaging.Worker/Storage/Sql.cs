using Npgsql;

namespace Imaging.Worker.Storage;

internal static class Sql
{
    /// <summary>A command with its parameters $1, $2 ... in order.</summary>
    public static NpgsqlCommand Command(this NpgsqlDataSource database, string text, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>Adds a command with its parameters $1, $2 ... in order; all commands of a batch are one transaction.</summary>
    public static void Add(this NpgsqlBatch batch, string text, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
    }
}
