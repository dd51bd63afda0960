/** How far a room's log has been seen. */
export interface ChatPosition {
  /** Rises when the room's order had to be begun anew. */
  readonly epoch: number;
  /** Number of the last entry that was seen, 0 for none; without gaps within an epoch. */
  readonly sequence: number;
}

/** An image of the imaging service that a message shows. */
export interface ChatAttachment {
  readonly id: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Placeholder until the image is loaded. */
  readonly blurhash?: string;
}

/** What an entry tells; a newer service may know more kinds. */
export type ChatEntryKind = "message" | "edited" | "deleted" | "reaction" | (string & {});

/** One entry of a room's log: a message, or a change of one. */
export interface ChatEntry {
  readonly room: string;
  readonly epoch: number;
  /** Place in the room's order; the next entry of the epoch has the next number. */
  readonly sequence: number;
  readonly kind: ChatEntryKind;
  /** The message: this one, or the one that is edited, deleted or reacted to. */
  readonly id: string;
  /** Id of the user who caused the entry. */
  readonly sender: string;
  readonly sentAt: Date;
  /** How many messages the room had with this entry. */
  readonly ordinal: number;
  /** Of a message or an edit. History gives a message its latest text, and none to a deleted one. */
  readonly text?: string;
  /** The id under which its sender sent it: tells one's own messages from an optimistic display. */
  readonly clientMessageId?: string;
  readonly replyTo?: string;
  readonly attachments?: readonly ChatAttachment[];
  /** Ids of users who are mentioned. */
  readonly mentions?: readonly string[];
  /** Of a reaction. */
  readonly emoji?: string;
  /** Of a reaction: set or taken back. */
  readonly on?: boolean;
  /** Of a message that history gives in its latest form: when it was edited last. */
  readonly editedAt?: Date;
  /** Of a message that history gives in its latest form: when it was deleted. */
  readonly deletedAt?: Date;
  /** Of a message in history: its reactions, the most frequent first; missing where the service does not know them at the moment. */
  readonly reactions?: readonly ChatReactionCount[];
  /** Of a message in history: how many messages answer it; missing where the service does not know that at the moment. */
  readonly replies?: number;
}

/** How often a message got a reaction. */
export interface ChatReactionCount {
  readonly emoji: string;
  /** Users who have set it and not taken it back. */
  readonly count: number;
  /** The user of this client is one of them. */
  readonly own: boolean;
}

/** A page of a room's log. */
export interface HistoryPage {
  /** Ascending, without holes. */
  readonly entries: readonly ChatEntry[];
  /** There is more in the direction that was asked for. */
  readonly more: boolean;
}

/** The message has its place in the room's order. */
export interface SendReceipt {
  readonly epoch: number;
  readonly sequence: number;
  /** Id of the message, for edits, reactions and replies. */
  readonly id: string;
  readonly sentAt: Date;
}

/** Who came to a room and who left it. */
export interface PresenceChange {
  /** How many users are in the room now. */
  readonly online: number;
  /** Who came; with `complete`: all that are there. Empty in a large room, where only the count is told. */
  readonly joined: readonly string[];
  /** Who left. */
  readonly left: readonly string[];
  /** `joined` replaces whatever list the program has. */
  readonly complete: boolean;
  /** Rises with every change: what has a lower one is older. */
  readonly version: number;
}

/** Who is in a room, or at least how many. */
export interface RoomPresence {
  readonly online: number;
  /** Their ids; missing in a large room, where only the count is told. */
  readonly users?: readonly string[];
  /** As in `PresenceChange`: a change that has come already may be newer. */
  readonly version: number;
}

/** How far a user has read a room. */
export interface RoomReader {
  readonly user: string;
  /** The last entry that was read. */
  readonly sequence: number;
}

/** What a message says beside its text. */
export interface SendOptions {
  /** Id of the message that is answered. */
  readonly replyTo?: string;
  readonly attachments?: readonly ChatAttachment[];
  /** Ids of users who are mentioned. */
  readonly mentions?: readonly string[];
}

/** What `JoinRoom` answers: what was missed, and after which sequence live delivery goes on. */
export interface JoinAnswer {
  readonly epoch: number;
  readonly sequence: number;
  readonly entries: readonly ChatEntry[];
  readonly more: boolean;
}
