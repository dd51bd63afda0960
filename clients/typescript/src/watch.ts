import type { SendReceipt } from "./contract.js";
import { ChatError, ChatErrorCodes } from "./errors.js";
import type { Links } from "./link.js";
import type { Outgoing } from "./outgoing.js";
import { toPage } from "./wire.js";

interface Waiter {
  readonly epoch: number;
  readonly sequence: number;
  readonly id: string;
  readonly message: Outgoing;
}

/**
 * Messages of a room that have their place and wait to be stored. The news is a sequence that covers all up to it; but where
 * the room's order began anew, a message of an older epoch may be lost, and history is asked first.
 */
export class StoredWatch {
  private waiting: Waiter[] = [];
  private epoch = 0;
  private stored = 0;

  constructor(
    private readonly room: string,
    private readonly limit: number,
  ) {}

  add(receipt: SendReceipt, message: Outgoing): void {
    this.epoch = Math.max(this.epoch, receipt.epoch);
    this.waiting.push({ epoch: receipt.epoch, sequence: receipt.sequence, id: receipt.id, message });
    if (this.waiting.length > this.limit) {
      this.waiting.shift()!.message.storedFails(new ChatError(ChatErrorCodes.storedUnknown, "Too many messages wait to be stored."));
    }

    this.complete();
  }

  storedUpTo(sequence: number): void {
    this.stored = Math.max(this.stored, sequence);
    this.complete();
  }

  /** The room is in this epoch; true where messages of older ones must be looked up. */
  epochIs(current: number): boolean {
    this.epoch = Math.max(this.epoch, current);
    return this.waiting.some((waiter) => waiter.epoch < this.epoch);
  }

  /** Asks history for every message of an older epoch: it is there and goes on waiting, or it is lost. */
  async lookUp(links: Links, signal: AbortSignal): Promise<void> {
    for (const waiter of this.waiting.filter((doubtful) => doubtful.epoch < this.epoch)) {
      const link = await links.link(signal);
      const page = toPage(await link.invoke("GetMessages", this.room, waiter.sequence + 1, null, 1));
      const isThere = page.entries.some((entry) => entry.id === waiter.id && entry.sequence === waiter.sequence);
      this.waiting = this.waiting.filter((other) => other !== waiter);
      if (isThere) {
        this.waiting.push({ ...waiter, epoch: this.epoch });
      } else {
        waiter.message.storedFails(
          new ChatError(ChatErrorCodes.messageLost, "The message had its place, but the service lost it before it was stored."),
        );
      }
    }

    this.complete();
  }

  stop(why: ChatError): void {
    for (const waiter of this.waiting.splice(0)) {
      waiter.message.storedFails(why);
    }
  }

  private complete(): void {
    const isCovered = (waiter: Waiter): boolean => waiter.epoch === this.epoch && waiter.sequence <= this.stored;
    for (const waiter of this.waiting.filter(isCovered)) {
      waiter.message.isStored();
    }

    this.waiting = this.waiting.filter((waiter) => !isCovered(waiter));
  }
}
