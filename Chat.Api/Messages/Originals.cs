using Chat.Api.Storage;
using Npgsql;

namespace Chat.Api.Messages;

/// <summary>Finds the message that an edit, a deletion or a reaction is about.</summary>
internal sealed class Originals(LogReader reader, PartitionTail tail, LogStore store)
{
    /// <summary>A reply answers a message of its room. While PostgreSQL is away an older one is taken on trust: a send does not wait for it.</summary>
    /// <exception cref="RefusedException"><c>reply-not-found</c>; a deleted message is answered no more.</exception>
    public async ValueTask RequireAsync(MessageDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Body.ReplyTo is not { } original)
        {
            return;
        }

        try
        {
            await RequireSenderAsync(draft.Room, original, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Code == ErrorCodes.MessageNotFound)
        {
            throw RefusedException.NotFound(ErrorCodes.ReplyNotFound, "The message that is answered is not in the room.");
        }
        catch (RefusedException refused) when (refused.Code == ErrorCodes.Unavailable)
        {
            // Whoever reads the thread sees that its first message is missing.
        }
    }

    /// <summary>Who sent it: the recent window has the latest, the stream what is not stored yet, PostgreSQL the rest.</summary>
    /// <exception cref="RefusedException"><c>message-not-found</c>; a deleted message is found no more.</exception>
    public async Task<string> RequireSenderAsync(string room, Guid id, CancellationToken cancellationToken)
    {
        // What happened last may not be stored yet, a deletion above all: the window is asked in any case.
        var (recent, isDeleted) = await reader.FindInWindowAsync(room, id);
        if (isDeleted)
        {
            throw NotFound();
        }

        if (recent is not null)
        {
            return recent;
        }

        // The stream before PostgreSQL: an entry leaves it only when it is committed, so that one of the two has it.
        var (unstored, isDeletedSince) = await tail.FindAsync(room, id);
        if (isDeletedSince)
        {
            throw NotFound();
        }

        return unstored ?? await FindStoredAsync(room, id, cancellationToken) ?? throw NotFound();
    }

    private async Task<string?> FindStoredAsync(string room, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await store.SenderAsync(room, id, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.IsTransient)
        {
            throw RefusedException.Unavailable(ErrorCodes.Unavailable, "Older messages cannot be looked up for the moment; try again.");
        }
    }

    private static RefusedException NotFound() => RefusedException.NotFound(ErrorCodes.MessageNotFound, "There is no such message in the room.");
}
