import type { SendOptions, SendReceipt } from "./contract.js";
import type { ChatError } from "./errors.js";
import type { KeptMessage } from "./store.js";

/** A message on its way: sent until it has its place, under an id that gives it one effect. */
export interface OutgoingMessage {
  /**
   * The id that the message's entry carries. Where the service was away for so long that it forgot the id, history is asked,
   * and only a message that is not there goes out under a new one.
   */
  readonly clientMessageId: string;
  readonly room: string;
  readonly text: string;
  readonly options: SendOptions | undefined;
  /**
   * Ends when the message has its place in the room's order. Rejects with a `ChatError`: a refusal, `gave-up`, or
   * `client-stopped`, after which it may still be in the outbox that is kept.
   */
  readonly sequenced: Promise<SendReceipt>;
  /** Ends when the message is committed in the service's database. Rejects as `sequenced` does, or with `message-lost`, `stored-unknown`. */
  readonly stored: Promise<void>;
}

/** What the outbox does with it. */
export class Outgoing implements OutgoingMessage {
  readonly sequenced: Promise<SendReceipt>;
  readonly stored: Promise<void>;
  isDone = false;
  private resolveSequenced!: (receipt: SendReceipt) => void;
  private rejectSequenced!: (why: ChatError) => void;
  private resolveStored!: () => void;
  private rejectStored!: (why: ChatError) => void;

  constructor(public kept: KeptMessage) {
    this.sequenced = new Promise((resolve, reject) => {
      this.resolveSequenced = resolve;
      this.rejectSequenced = reject;
    });
    this.stored = new Promise((resolve, reject) => {
      this.resolveStored = resolve;
      this.rejectStored = reject;
    });
    // Not every program asks for both acknowledgements, or for any.
    this.sequenced.catch(() => undefined);
    this.stored.catch(() => undefined);
  }

  get clientMessageId(): string {
    return this.kept.clientMessageId;
  }

  get room(): string {
    return this.kept.room;
  }

  get text(): string {
    return this.kept.text;
  }

  get options(): SendOptions | undefined {
    return this.kept.options;
  }

  /** True for the first time. */
  hasPlace(receipt: SendReceipt): boolean {
    if (this.isDone) {
      return false;
    }

    this.isDone = true;
    this.resolveSequenced(receipt);
    return true;
  }

  isStored(): void {
    this.resolveStored();
  }

  storedFails(why: ChatError): void {
    this.rejectStored(why);
  }

  fails(why: ChatError): void {
    this.isDone = true;
    this.rejectSequenced(why);
    this.rejectStored(why);
  }
}
