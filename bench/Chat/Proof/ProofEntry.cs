namespace Bench.Chat.Proof;

/// <summary>An entry as a client was told it, or as PostgreSQL has it.</summary>
/// <param name="Room">Id of the room.</param>
/// <param name="Epoch">Epoch of the sequence.</param>
/// <param name="Sequence">Place in the room's order.</param>
/// <param name="Kind">message, edited, deleted or reaction.</param>
/// <param name="Id">The message, or the one that is changed.</param>
/// <param name="Sender">Who caused it.</param>
/// <param name="ClientMessageId">The id under which it was sent.</param>
/// <param name="Text">Of a message or an edit; history gives a message its latest.</param>
/// <param name="EditedAt">Set where the text is not the first one.</param>
/// <param name="DeletedAt">Set where the text is gone.</param>
internal sealed record ProofEntry(
    string Room, long Epoch, long Sequence, string Kind, Guid Id, string Sender, Guid? ClientMessageId = null, string? Text = null,
    DateTime? EditedAt = null, DateTime? DeletedAt = null)
{
    public const string Message = "message";
    public const string Edited = "edited";
    public const string Deleted = "deleted";
    public const string Reaction = "reaction";

    public Place Place => new(Epoch, Sequence);

    /// <summary>What never changes about an entry, wherever it is read: two entries with the same place must agree in it.</summary>
    public (string Kind, Guid Id, string Sender, Guid? ClientMessageId) Identity => (Kind, Id, Sender, ClientMessageId);

    public override string ToString() => $"{Place} {Kind} {Id} of {Sender}" + (ClientMessageId is { } id ? $" sent as {id}" : string.Empty);
}
