import type { ChatEntry, ChatReactionCount } from "@aspire-backends/chat-client";

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "direct";
  readonly role: "owner" | "moderator" | "member" | null;
  readonly archivedAt?: string | null;
}

export interface UnreadRoom {
  readonly room: string;
  readonly unread: number;
  readonly lastSequence: number;
  readonly readSequence: number;
}

/** An entry as history gives it: with what others said about it. */
export interface StoredEntry extends Omit<ChatEntry, "sentAt" | "editedAt" | "deletedAt" | "reactions" | "replies"> {
  readonly sentAt: string;
  readonly editedAt?: string | null;
  readonly deletedAt?: string | null;
  readonly reactions?: readonly ChatReactionCount[] | null;
  readonly replies?: number | null;
}

export interface Page {
  readonly entries: readonly StoredEntry[];
  readonly more: boolean;
}
