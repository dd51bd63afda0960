using Npgsql;

namespace Peers.Chat;

/// <summary>A message is a row, then a send to its group, which the backplane takes to the other nodes.</summary>
internal sealed class BackplaneHub(NpgsqlDataSource database, TimeProvider time) : GroupHub
{
    protected override Task<BackplaneEntry> KeepAsync(BackplaneMessage message, string sender) =>
        MessageTable.InsertAsync(database, message, sender, time.GetUtcNow().UtcDateTime);
}
