using Chat.Api.Storage;
using Npgsql;

namespace Chat.Api.Messages;

/// <summary>Finds the message that an edit, a deletion or a reaction is about.</summary>
internal sealed class Originals(LogReader reader, LogStore store)
{
    /// <summary>Who sent it: PostgreSQL has almost all, the recent window what is not stored yet.</summary>
    /// <exception cref="RefusedException"><c>message-not-found</c>; a deleted message is found no more.</exception>
    public async Task<string> RequireSenderAsync(string room, Guid id, CancellationToken cancellationToken)
    {
        string? sender = null;
        NpgsqlException? away = null;
        try
        {
            sender = await store.SenderAsync(room, id, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.IsTransient)
        {
            away = exception;
        }

        sender ??= await reader.SenderInWindowAsync(room, id);
        return sender ?? throw (away is null
            ? RefusedException.NotFound(ErrorCodes.MessageNotFound, "There is no such message in the room.")
            : RefusedException.Unavailable(ErrorCodes.Unavailable, "Older messages cannot be looked up for the moment; try again."));
    }
}
