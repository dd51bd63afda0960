import type { ChatEntry, ChatPosition } from "./contract.js";

/**
 * Entries that wait for their turn: those of the newest epoch, at most so many. What does not fit is forgotten and read again
 * from the service.
 */
export class PendingEntries {
  private readonly entries = new Map<number, ChatEntry>();
  private epoch = 0;
  private overflowed = false;

  constructor(private readonly limit: number) {}

  add(entry: ChatEntry): void {
    if (entry.epoch < this.epoch) {
      return;
    }

    if (entry.epoch > this.epoch) {
      this.entries.clear();
      this.epoch = entry.epoch;
    }

    if (this.entries.size < this.limit || this.entries.has(entry.sequence)) {
      this.entries.set(entry.sequence, entry);
    } else {
      this.overflowed = true;
    }
  }

  /** The entry that follows the position, if it is there. */
  takeAfter(position: ChatPosition): ChatEntry | undefined {
    const entry = this.epoch === position.epoch ? this.entries.get(position.sequence + 1) : undefined;
    this.entries.delete(position.sequence + 1);
    return entry;
  }

  /** Forgets what lies before the position. */
  forgetUpTo(position: ChatPosition): void {
    for (const sequence of this.entries.keys()) {
      if (this.epoch < position.epoch || (this.epoch === position.epoch && sequence <= position.sequence)) {
        this.entries.delete(sequence);
      }
    }
  }

  /** True where what follows the position must be read from the service: a gap, another epoch, or entries that were forgotten. */
  lacksAfter(position: ChatPosition): boolean {
    return (
      this.epoch > position.epoch ||
      (this.epoch === position.epoch && (this.overflowed || (this.entries.size > 0 && !this.entries.has(position.sequence + 1))))
    );
  }

  /** The service is about to be asked: what comes from here on counts. */
  beginAsking(): void {
    this.overflowed = false;
  }
}
