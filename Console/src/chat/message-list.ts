import type { ChatAttachment, ChatEntry, ChatReactionCount, OutgoingMessage } from "@aspire-backends/chat-client";
import type { StoredEntry } from "./contract";

/** A message with all that was said about it later. */
export interface Message {
  readonly id: string;
  readonly sequence: number;
  readonly sender: string;
  readonly sentAt: Date;
  readonly text: string;
  readonly isEdited: boolean;
  readonly isDeleted: boolean;
  readonly replyTo: string | undefined;
  readonly attachments: readonly ChatAttachment[];
  readonly reactions: readonly ChatReactionCount[];
  readonly replies: number;
  readonly clientMessageId: string | undefined;
}

/** One that has no place yet. */
export interface Pending {
  readonly outgoing: OutgoingMessage;
  readonly code: string | undefined;
}

/** The messages of a room in order; never changed, only replaced. */
export class MessageList {
  static readonly empty = new MessageList(new Map(), false);

  private constructor(
    private readonly byId: ReadonlyMap<string, Message>,
    /** There are older ones. */
    readonly more: boolean,
  ) {}

  get messages(): readonly Message[] {
    return [...this.byId.values()].sort((left, right) => left.sequence - right.sequence);
  }

  find(id: string): Message | undefined {
    return this.byId.get(id);
  }

  static of(entries: readonly (ChatEntry | StoredEntry)[], more: boolean): MessageList {
    return new MessageList(new Map(), more).with(entries);
  }

  /** With a page of older ones before. */
  before(entries: readonly StoredEntry[], more: boolean): MessageList {
    return new MessageList(this.with(entries).byId, more);
  }

  /** With entries as history or the live stream has them. */
  with(entries: readonly (ChatEntry | StoredEntry)[]): MessageList {
    const next = new Map(this.byId);
    for (const entry of entries) {
      apply(next, entry);
    }

    return new MessageList(next, this.more);
  }
}

function apply(messages: Map<string, Message>, entry: ChatEntry | StoredEntry): void {
  const known = messages.get(entry.id);
  switch (entry.kind) {
    case "message":
      messages.set(entry.id, ofMessage(entry, known));
      if (entry.replyTo != null && known === undefined && !hasCounts(entry)) {
        const parent = messages.get(entry.replyTo);
        if (parent !== undefined) {
          messages.set(parent.id, { ...parent, replies: parent.replies + 1 });
        }
      }

      break;
    case "edited":
      if (known !== undefined) {
        messages.set(entry.id, { ...known, text: entry.text ?? known.text, isEdited: true });
      }

      break;
    case "deleted":
      if (known !== undefined) {
        messages.set(entry.id, { ...known, text: "", isDeleted: true, reactions: [] });
      }

      break;
  }
}

function ofMessage(entry: ChatEntry | StoredEntry, known: Message | undefined): Message {
  return {
    id: entry.id,
    sequence: entry.sequence,
    sender: entry.sender,
    sentAt: new Date(entry.sentAt),
    text: entry.text ?? "",
    isEdited: entry.editedAt != null || (known?.isEdited ?? false),
    isDeleted: entry.deletedAt != null || (known?.isDeleted ?? false),
    replyTo: entry.replyTo ?? undefined,
    attachments: entry.attachments ?? [],
    reactions: entry.reactions ?? known?.reactions ?? [],
    replies: entry.replies ?? known?.replies ?? 0,
    clientMessageId: entry.clientMessageId ?? undefined,
  };
}

/** History counts what was said about a message; the live stream does not, so its replies are counted here. */
function hasCounts(entry: ChatEntry | StoredEntry): boolean {
  return entry.reactions != null || entry.replies != null;
}
