/**
 * Codes that the client itself says or acts on. All that the service says are in `ChatError.code` too, by the table of the
 * project's `docs/errors.md`.
 */
export const ChatErrorCodes = {
  /** The connection was lost, or no answer came in time, before the outcome was known. */
  connectionLost: "connection-lost",
  /** The client was stopped, or the room was left. */
  clientStopped: "client-stopped",
  /** Too many messages wait to be sent. */
  outboxFull: "outbox-full",
  /** A message could not be sent within `giveUpAfterMs`. */
  gaveUp: "gave-up",
  /** A message had its place, and was lost with the service's memory before it was stored. */
  messageLost: "message-lost",
  /** Whether the message is stored will not be known: too many wait for it. */
  storedUnknown: "stored-unknown",
  /** The user is no longer a member of the room, by whoever's doing; the room ends. */
  removed: "removed",
  /** The service failed without a code. */
  internalError: "internal-error",
  /** The token is missing, expired or of another issuer. */
  unauthenticated: "unauthenticated",
  /** The token is good, but its user may not connect. */
  forbidden: "forbidden",
  unavailable: "unavailable",
  backlogFull: "backlog-full",
  tooFast: "too-fast",
  /** The node cannot keep up, and others ask for less. */
  tooBusy: "too-busy",
  draining: "draining",
  /** Delivered, but not committed in time. */
  notStored: "not-stored",
  /**
   * The client message id is older than the service remembers ids. A message fails by it where a new id is too old as well: this
   * machine's clock is wrong.
   */
  idTooOld: "id-too-old",
  /** The client read too slowly and was cut off. */
  slow: "slow",
  /** The user's access was taken back. */
  revoked: "revoked",
} as const;

const transient = new Set<string>([
  ChatErrorCodes.connectionLost,
  ChatErrorCodes.unavailable,
  ChatErrorCodes.backlogFull,
  ChatErrorCodes.tooFast,
  ChatErrorCodes.tooBusy,
  ChatErrorCodes.draining,
  ChatErrorCodes.notStored,
  ChatErrorCodes.slow,
]);

/** A refusal of the service, or a failure on the way to it. */
export class ChatError extends Error {
  override readonly name = "ChatError";

  constructor(
    /** Stable: for programs. See `ChatErrorCodes`. */
    readonly code: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }

  /** Milliseconds after which the service wants to be asked again, where it says so. */
  get retryAfterMs(): number | undefined {
    const hint = / Retry after ([0-9]{1,9}) ms\.$/.exec(this.message);
    return hint === null ? undefined : Number(hint[1]);
  }

  /** True where the same call may succeed a moment later. */
  get isTransient(): boolean {
    return transient.has(this.code);
  }
}

export function lost(cause?: unknown): ChatError {
  return new ChatError(ChatErrorCodes.connectionLost, "The connection was lost before an answer came.", cause);
}

export function stopped(): ChatError {
  return new ChatError(ChatErrorCodes.clientStopped, "The client was stopped, or the room was left.");
}

const refusal = /HubException: (?:([a-z0-9-]+): )?(.*)$/s;
const defect = /^(An unexpected error occurred invoking|Failed to invoke|Method does not exist|Unknown hub method)/;

/** "An unexpected error occurred invoking 'X' on the server. HubException: code: sentence"; all else is the connection's end. */
export function ofInvocation(error: unknown): ChatError {
  const message = messageOf(error);
  const said = refusal.exec(message);
  if (said !== null) {
    return new ChatError(said[1] ?? ChatErrorCodes.internalError, said[2] ?? message, error);
  }

  return defect.test(message) ? new ChatError(ChatErrorCodes.internalError, message, error) : lost(error);
}

/** The negotiation's failure names the status only in its text. */
export function ofStart(error: unknown): ChatError {
  const message = messageOf(error);
  const status = /Status code '(\d+)'/.exec(message)?.[1];
  switch (status) {
    case "401":
      return new ChatError(ChatErrorCodes.unauthenticated, "The service does not accept the token.", error);
    case "403":
      return new ChatError(ChatErrorCodes.forbidden, "The service does not let this user connect.", error);
    default:
      return new ChatError(ChatErrorCodes.connectionLost, `The service cannot be reached: ${message}`, error);
  }
}

export function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError(ChatErrorCodes.internalError, `A defect of the client: ${messageOf(error)}`, error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
