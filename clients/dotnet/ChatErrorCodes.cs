namespace Chat.Client;

/// <summary>
/// Codes that the client itself says or acts on; all that the service says are in <see cref="ChatException.Code"/> too, by
/// the table of the project's <c>docs/errors.md</c>.
/// </summary>
public static class ChatErrorCodes
{
    /// <summary>The connection was lost, or no answer came in time, before the outcome was known.</summary>
    public const string ConnectionLost = "connection-lost";

    /// <summary>The client was stopped, or the room was left.</summary>
    public const string ClientStopped = "client-stopped";

    /// <summary>Too many messages wait to be sent.</summary>
    public const string OutboxFull = "outbox-full";

    /// <summary>A message could not be sent within <see cref="ChatClientOptions.GiveUpAfter"/>.</summary>
    public const string GaveUp = "gave-up";

    /// <summary>A message had its place, and was lost with the service's memory before it was stored.</summary>
    public const string MessageLost = "message-lost";

    /// <summary>Whether the message is stored will not be known: too many wait for it.</summary>
    public const string StoredUnknown = "stored-unknown";

    /// <summary>The user is no longer a member of the room, by whoever's doing; the room ends.</summary>
    public const string Removed = "removed";

    /// <summary>The service failed without a code.</summary>
    public const string InternalError = "internal-error";

    /// <summary>The token is missing, expired or of another issuer.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The token is good, but its user may not connect.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>A store of the service is away for the moment.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The service's backlog is full.</summary>
    public const string BacklogFull = "backlog-full";

    /// <summary>The user sends too fast.</summary>
    public const string TooFast = "too-fast";

    /// <summary>The node cannot keep up, and others ask for less.</summary>
    public const string TooBusy = "too-busy";

    /// <summary>The node is stopping.</summary>
    public const string Draining = "draining";

    /// <summary>Delivered, but not committed in time.</summary>
    public const string NotStored = "not-stored";

    /// <summary>The client message id is older than the service remembers ids. A message fails by it where a new id is too old as well: this machine's clock is wrong.</summary>
    public const string IdTooOld = "id-too-old";

    /// <summary>The client read too slowly and was cut off.</summary>
    public const string Slow = "slow";

    /// <summary>The user's access was taken back.</summary>
    public const string Revoked = "revoked";

    private static readonly HashSet<string> Transient = [ConnectionLost, Unavailable, BacklogFull, TooFast, TooBusy, Draining, NotStored, Slow];

    internal static bool IsTransient(string code) => Transient.Contains(code);
}
