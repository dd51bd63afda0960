namespace Bench.Chat.Proof.Clients;

/// <summary>A position, as the hub takes it.</summary>
internal sealed record PositionSent(long Epoch, long Sequence);

/// <summary>What <c>JoinRoom</c> answers.</summary>
internal sealed record JoinAnswered(long Epoch, long Sequence, IReadOnlyList<ProofEntry> Entries, bool More);

/// <summary>What <c>GetMessages</c> answers.</summary>
internal sealed record PageAnswered(IReadOnlyList<ProofEntry> Entries, bool More);

/// <summary>What <c>SendMessage</c> answers; a change answers it without an id.</summary>
internal sealed record ReceiptAnswered(long Epoch, long Sequence, Guid? Id);

/// <summary>What <c>SendMessage</c> takes.</summary>
internal sealed record MessageSent(
    string Room, string ClientMessageId, string Text, string? ReplyTo, IReadOnlyList<object>? Attachments, IReadOnlyList<string>? Mentions);
