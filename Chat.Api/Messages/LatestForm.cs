namespace Chat.Api.Messages;

/// <summary>
/// Messages as later entries have left them. PostgreSQL keeps them so; what the recent window gives is as it was said, and must
/// show neither a text that was replaced nor one that was deleted.
/// </summary>
internal static class LatestForm
{
    /// <param name="entries">Entries of a room.</param>
    /// <param name="later">Entries of the room that may have come since, ascending: those among them that change a message count.</param>
    public static IReadOnlyList<LogEntry> Of(IReadOnlyList<LogEntry> entries, IReadOnlyList<LogEntry> later)
    {
        // Ascending: the last edit stands.
        Dictionary<Guid, LogEntry> edits = [], deletions = [];
        foreach (var change in later)
        {
            if (change.Kind == EntryKinds.Edited)
            {
                edits[change.Id] = change;
            }
            else if (change.Kind == EntryKinds.Deleted)
            {
                deletions[change.Id] = change;
            }
        }

        return edits.Count + deletions.Count == 0 ? entries : [.. entries.Select(entry => Of(entry, edits, deletions))];
    }

    /// <summary>The same as the persister does to what is stored: what is deleted is gone from the message and from its edits.</summary>
    private static LogEntry Of(LogEntry entry, Dictionary<Guid, LogEntry> edits, Dictionary<Guid, LogEntry> deletions)
    {
        if (entry.Kind is not (EntryKinds.Message or EntryKinds.Edited) || entry.DeletedAt is not null)
        {
            return entry;
        }

        if (deletions.TryGetValue(entry.Id, out var deletion))
        {
            return entry with { Text = null, ReplyTo = null, Attachments = null, Mentions = null, DeletedAt = deletion.SentAt };
        }

        return entry.Kind == EntryKinds.Message && edits.TryGetValue(entry.Id, out var edit)
            ? entry with { Text = edit.Text, EditedAt = edit.SentAt }
            : entry;
    }
}
