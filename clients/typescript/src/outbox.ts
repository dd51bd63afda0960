import { Backoff } from "./backoff.js";
import type { ChatEntry, SendOptions } from "./contract.js";
import { asChatError, ChatError, ChatErrorCodes, stopped } from "./errors.js";
import { newClientMessageId } from "./ids.js";
import type { Links } from "./link.js";
import type { CheckedOptions } from "./options.js";
import { Outgoing } from "./outgoing.js";
import { RoomOutbox } from "./room-outbox.js";
import type { StoredWatch } from "./watch.js";
import { pause } from "./wake.js";

/** All messages that are on their way, by room. */
export class Outbox {
  private readonly rooms = new Map<string, RoomOutbox>();
  private readonly lookingUp = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly backoff: Backoff;

  constructor(
    private readonly options: CheckedOptions,
    private readonly links: Links,
  ) {
    this.backoff = new Backoff(options.retryDelayMinMs, options.retryDelayMaxMs);
  }

  get waiting(): readonly Outgoing[] {
    return [...this.rooms.values()].flatMap((room) => room.waiting);
  }

  /** What the last run of the program could not send; never rejects. */
  async restore(): Promise<void> {
    try {
      for (const kept of await this.options.store.readOutbox()) {
        this.of(kept.room).add(new Outgoing(kept), true);
      }
    } catch (error) {
      console.warn("The chat client's store could not be read.", error);
    }
  }

  send(room: string, text: string, options: SendOptions | undefined): Outgoing {
    const queuedAt = Date.now();
    const message = new Outgoing({
      clientMessageId: newClientMessageId(queuedAt),
      room,
      text,
      queuedAt,
      ...(options === undefined ? {} : { options }),
    });
    if (this.stopping.signal.aborted) {
      message.fails(stopped());
    } else if (this.count() >= this.options.outboxLimit) {
      message.fails(new ChatError(ChatErrorCodes.outboxFull, `${this.options.outboxLimit} messages wait to be sent.`));
    } else {
      this.of(room).add(message, false);
    }

    return message;
  }

  arrived(entry: ChatEntry): void {
    this.rooms.get(entry.room)?.arrived(entry);
    this.epochIs(entry.room, entry.epoch);
  }

  stored(room: string, sequence: number): void {
    this.rooms.get(room)?.watch.storedUpTo(sequence);
  }

  /** Where a room's order began anew, what was not stored before may be lost. */
  epochIs(room: string, epoch: number): void {
    const watch = this.rooms.get(room)?.watch;
    if (watch?.epochIs(epoch) === true && !this.lookingUp.has(room)) {
      this.lookingUp.add(room);
      void this.lookUp(room, watch);
    }
  }

  linkChanged(): void {
    this.rooms.forEach((room) => room.linkChanged());
  }

  /** There will be no connection any more. */
  ended(why: ChatError): void {
    this.linkChanged();
    this.rooms.forEach((room) => room.watch.stop(why));
  }

  stop(): void {
    this.stopping.abort();
    this.ended(stopped());
  }

  private count(): number {
    let count = 0;
    this.rooms.forEach((room) => (count += room.count));
    return count;
  }

  private of(room: string): RoomOutbox {
    let outbox = this.rooms.get(room);
    if (outbox === undefined) {
      outbox = new RoomOutbox(room, this.options, this.links, this.backoff, this.stopping.signal, (epoch) => this.epochIs(room, epoch));
      this.rooms.set(room, outbox);
    }

    return outbox;
  }

  /** Never rejects. */
  private async lookUp(room: string, watch: StoredWatch): Promise<void> {
    for (let failures = 1; this.lookingUp.has(room); failures++) {
      try {
        await watch.lookUp(this.links, this.stopping.signal);
        this.lookingUp.delete(room);
      } catch (error) {
        const failed = asChatError(error);
        if (failed.isTransient && !this.stopping.signal.aborted) {
          await pause(this.backoff.after(failures), this.stopping.signal);
        } else {
          watch.stop(failed);
          this.lookingUp.delete(room);
        }
      }
    }
  }
}
