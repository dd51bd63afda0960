import type { ChatEntry, HistoryPage, JoinAnswer, PresenceChange, RoomPresence, SendReceipt } from "./contract.js";

/** What comes from the service: JSON has dates as text and leaves out what is not there, MessagePack has dates and nulls. */
type Wire = Readonly<Record<string, unknown>>;

/** An entry in the one form that programs see. */
export function toEntry(wire: unknown): ChatEntry {
  return withDates(wire as Wire, "sentAt", "editedAt", "deletedAt") as unknown as ChatEntry;
}

export function toPage(wire: unknown): HistoryPage {
  const page = wire as { entries: unknown[]; more: boolean };
  return { entries: page.entries.map(toEntry), more: page.more };
}

export function toJoinAnswer(wire: unknown): JoinAnswer {
  const answer = wire as { epoch: number; sequence: number };
  return { epoch: answer.epoch, sequence: answer.sequence, ...toPage(wire) };
}

export function toReceipt(wire: unknown): SendReceipt {
  return withDates(wire as Wire, "sentAt") as unknown as SendReceipt;
}

export function toChange(wire: unknown): PresenceChange {
  return wire as PresenceChange;
}

export function toPresence(wire: unknown): RoomPresence {
  return withDates(wire as Wire) as unknown as RoomPresence;
}

function withDates(wire: Wire, ...dates: string[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(wire)) {
    if (value !== null && value !== undefined) {
      result[key] = dates.includes(key) && !(value instanceof Date) ? new Date(value as string) : value;
    }
  }

  return result;
}
