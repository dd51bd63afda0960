import type { Backoff } from "./backoff.js";
import type { ChatEntry, SendReceipt } from "./contract.js";
import { asChatError, ChatError, ChatErrorCodes, stopped } from "./errors.js";
import { newClientMessageId } from "./ids.js";
import type { Link, Links } from "./link.js";
import type { CheckedOptions } from "./options.js";
import type { Outgoing } from "./outgoing.js";
import { findSent } from "./search.js";
import type { KeptMessage } from "./store.js";
import { StoredWatch } from "./watch.js";
import { Wake } from "./wake.js";
import { toReceipt } from "./wire.js";

/** Failures without a code, in a row: a defect that is always there must end. */
const defectsMax = 5;

/**
 * Sends the messages of one room, one after the other, so that their order is the program's. A message is tried under its one
 * id until it has its place: by the answer, or by its own entry where the answer was lost.
 */
export class RoomOutbox {
  readonly watch: StoredWatch;
  private readonly queue: Outgoing[] = [];
  private readonly confirmed = new Wake();
  private keeping: Promise<void> = Promise.resolve();
  private sending = false;

  constructor(
    room: string,
    private readonly options: CheckedOptions,
    private readonly links: Links,
    private readonly backoff: Backoff,
    private readonly signal: AbortSignal,
    /** A message has its place in this epoch. */
    private readonly placed: (epoch: number) => void,
  ) {
    this.watch = new StoredWatch(room, options.outboxLimit);
  }

  get waiting(): readonly Outgoing[] {
    return [...this.queue];
  }

  get count(): number {
    return this.queue.length;
  }

  add(message: Outgoing, isKept: boolean): void {
    if (!isKept) {
      const { kept } = message;
      this.keeping = this.keeping.then(() => this.keep(kept));
    }

    this.queue.push(message);
    if (!this.sending) {
      this.sending = true;
      void this.sendAll();
    }
  }

  /** An entry came by: perhaps it is the one that waits for its answer. */
  arrived(entry: ChatEntry): void {
    const message = this.queue.find((waiting) => waiting.clientMessageId === entry.clientMessageId);
    if (message !== undefined) {
      this.place(message, entry);
      this.confirmed.set();
    }
  }

  /** There is another connection: no need to wait any longer. */
  linkChanged(): void {
    this.confirmed.set();
  }

  /** Never rejects. */
  private async sendAll(): Promise<void> {
    for (let message; (message = this.queue[0]) !== undefined; this.queue.shift()) {
      try {
        // What a crash must not lose is kept before anybody may have seen it.
        await this.keeping;
        await this.send(message);
        await this.forget(message.clientMessageId);
      } catch (error) {
        // A message that was not refused itself stays in the store, if there is one, for the next start.
        message.fails(this.signal.aborted ? stopped() : asChatError(error));
        if (!this.signal.aborted && !this.links.hasEnded) {
          await this.forget(message.clientMessageId);
        }
      }
    }

    this.sending = false;
  }

  private async send(message: Outgoing): Promise<void> {
    let defects = 0;
    for (let failures = 1; !message.isDone; failures++) {
      try {
        this.signal.throwIfAborted();
        await this.tryOnce(await this.links.link(this.signal), message);
      } catch (error) {
        if (message.isDone) {
          // The entry came, the answer did not.
          return;
        }

        const failed = asChatError(error);
        const isDefect = failed.code === ChatErrorCodes.internalError;
        if (this.signal.aborted || !(failed.isTransient || (isDefect && ++defects < defectsMax))) {
          throw failed;
        }

        if (Date.now() - message.kept.queuedAt > this.options.giveUpAfterMs) {
          throw new ChatError(ChatErrorCodes.gaveUp, `The message could not be sent within ${this.options.giveUpAfterMs} ms.`, failed);
        }

        await this.confirmed.wait(this.signal, this.backoff.afterRefusal(failures, failed.retryAfterMs));
      }
    }
  }

  private async tryOnce(link: Link, message: Outgoing): Promise<void> {
    try {
      await this.submit(link, message);
    } catch (error) {
      if (!isTooOld(error)) {
        throw error;
      }

      const found = await findSent(link, message.room, message.clientMessageId);
      if (found === undefined) {
        await this.renew(message);
        // Its entry may have come while history was searched.
        if (!message.isDone) {
          await this.submitRenewed(link, message);
        }
      } else {
        this.place(message, found);
      }
    }
  }

  private async submit(link: Link, message: Outgoing): Promise<void> {
    // Its own entry may come before the answer, or without one: the next message need not wait for what says nothing new.
    const answer = link.invoke("SendMessage", request(message.kept)).then(toReceipt);
    this.place(message, await Promise.race([answer, message.sequenced]));
  }

  /** It goes out as soon as it has its new id: where that is too old as well, the clock is wrong, and no other id would be better. */
  private async submitRenewed(link: Link, message: Outgoing): Promise<void> {
    try {
      await this.submit(link, message);
    } catch (error) {
      throw isTooOld(error)
        ? new ChatError(ChatErrorCodes.idTooOld, "A new id is too old as well: the clock of this machine is behind the service's.", error)
        : error;
    }
  }

  /** It was never taken: it goes out under a new id. The new one is kept before the old one is forgotten. */
  private async renew(message: Outgoing): Promise<void> {
    const old = message.clientMessageId;
    message.kept = { ...message.kept, clientMessageId: newClientMessageId(Date.now()) };
    await this.keep(message.kept);
    await this.forget(old);
  }

  private place(message: Outgoing, receipt: SendReceipt): void {
    const { epoch, sequence, id, sentAt } = receipt;
    if (message.hasPlace({ epoch, sequence, id, sentAt })) {
      this.watch.add(receipt, message);
      this.placed(epoch);
    }
  }

  /** A store that fails costs no message: only a restart would forget it, or send it again under its id. */
  private async keep(message: KeptMessage): Promise<void> {
    await this.options.store.addToOutbox(message).catch(report);
  }

  private async forget(id: string): Promise<void> {
    await this.options.store.removeFromOutbox(id).catch(report);
  }
}

function isTooOld(error: unknown): boolean {
  return error instanceof ChatError && error.code === ChatErrorCodes.idTooOld;
}

function report(error: unknown): void {
  console.warn("The chat client's store failed.", error);
}

function request(kept: KeptMessage): Record<string, unknown> {
  return {
    room: kept.room,
    clientMessageId: kept.clientMessageId,
    text: kept.text,
    replyTo: kept.options?.replyTo ?? null,
    attachments: kept.options?.attachments?.map((image) => ({ ...image, blurhash: image.blurhash ?? null })) ?? null,
    mentions: kept.options?.mentions ?? null,
  };
}
