import { Backoff } from "./backoff.js";
import type { ChatEntry, ChatPosition, HistoryPage, PresenceChange, RoomPresence, RoomReader, SendOptions } from "./contract.js";
import { type ChatError, ChatErrorCodes, lost, stopped } from "./errors.js";
import { Emitter } from "./emitter.js";
import { RoomFeed, type RoomReload } from "./feed.js";
import type { Link, Links } from "./link.js";
import type { CheckedOptions } from "./options.js";
import type { Outbox } from "./outbox.js";
import type { OutgoingMessage } from "./outgoing.js";
import { PositionKeeper } from "./positions.js";
import { orAbort } from "./wake.js";
import { toPage, toPresence } from "./wire.js";

/** What a room tells. `entry` and `reload` are one stream: in order, without gaps and repeats, over all disconnects. */
export interface RoomEvents {
  /** The next entry of the room. */
  entry: [entry: ChatEntry];
  /** What is shown of the room is to be replaced. */
  reload: [reload: RoomReload];
  /** Somebody else is typing. Told at once or not at all. */
  typing: [user: string];
  /** Users came or left. Told at once or not at all. */
  presence: [change: PresenceChange];
  /** A user has read the room up to a sequence. Told at once or not at all. */
  read: [user: string, sequence: number];
  /** The room hears no more: it was left (no cause), or the service refuses it from now on, or has `removed` the user. */
  ended: [cause: ChatError | undefined];
}

/** How to page through a room's log. */
export interface HistoryQuery {
  /** Entries before this sequence, the nearest ones. */
  readonly before?: number;
  /** Entries after this sequence, the nearest ones. */
  readonly after?: number;
  /** 1 to 300. Default: 50. */
  readonly limit?: number;
}

/** A room of the service. Add the handlers, then join. */
export class ChatRoom {
  private readonly events = new Emitter<RoomEvents>();
  private readonly positions: PositionKeeper;
  private readonly leaving = new AbortController();
  private feed: RoomFeed | undefined;
  private running: Promise<void> = Promise.resolve();

  /** @internal */
  constructor(
    readonly id: string,
    private readonly options: CheckedOptions,
    private readonly links: Links,
    private readonly outbox: Outbox,
    private readonly forget: (room: ChatRoom) => void,
  ) {
    this.positions = new PositionKeeper(id, options.store);
  }

  /** How far the program was told, which is what is kept in the store. */
  get position(): ChatPosition | undefined {
    return this.positions.latest;
  }

  /** Adds a handler; answers a function that takes it back. */
  on<Name extends keyof RoomEvents>(name: Name, handler: (...values: RoomEvents[Name]) => void): () => void {
    return this.events.on(name, handler);
  }

  /**
   * Joins the room; a public one makes the user a member.
   * @param from Where the program has read to, such as its store knows it: what was missed since comes first. Default: the latest.
   * @throws ChatError A refusal, such as `room-not-found`; the room ends.
   */
  async join(from?: ChatPosition, signal?: AbortSignal): Promise<void> {
    if (this.leaving.signal.aborted) {
      throw stopped();
    }

    if (this.feed === undefined) {
      this.feed = this.createFeed(from);
      this.running = this.feed.run(this.leaving.signal);
    }

    try {
      await orAbort(this.feed.joined, signal, stopped);
    } catch (error) {
      await this.dispose();
      throw error;
    }
  }

  /**
   * Sends a message: at once, or when there is a connection, and again until it has its place; it has one effect. Never
   * throws: the answer says how it went.
   */
  send(text: string, options?: SendOptions): OutgoingMessage {
    return this.outbox.send(this.id, text, options);
  }

  /**
   * Replaces the text of one's own message.
   * @throws ChatError A refusal, or `connection-lost`: whether it took effect, the room's events say.
   */
  async edit(id: string, text: string): Promise<ChatPosition> {
    return (await this.call("EditMessage", id, text)) as ChatPosition;
  }

  /**
   * Deletes one's own message, or anybody's where the user moderates the room.
   * @throws ChatError As `edit`.
   */
  async delete(id: string): Promise<ChatPosition> {
    return (await this.call("DeleteMessage", id)) as ChatPosition;
  }

  /**
   * Sets a reaction, or takes it back.
   * @throws ChatError As `edit`.
   */
  async react(id: string, emoji: string, on = true): Promise<ChatPosition> {
    return (await this.call("React", id, emoji, on)) as ChatPosition;
  }

  /**
   * A page of the log: the latest, or those before or after a sequence.
   * @throws ChatError A refusal, or `connection-lost`.
   */
  async history(query: HistoryQuery = {}): Promise<HistoryPage> {
    return toPage(await this.call("GetMessages", query.before ?? null, query.after ?? null, query.limit ?? null));
  }

  /**
   * Says that the user has read the room up to a sequence.
   * @throws ChatError A refusal, or `connection-lost`.
   */
  async markRead(sequence: number): Promise<void> {
    await this.call("MarkRead", sequence);
  }

  /**
   * How far each member has read; nobody's in a large room.
   * @throws ChatError A refusal, or `connection-lost`.
   */
  async readers(): Promise<readonly RoomReader[]> {
    return (await this.call("GetReadMarks")) as RoomReader[];
  }

  /**
   * Who is in the room; in a large one only how many.
   * @throws ChatError A refusal, or `connection-lost`.
   */
  async presence(): Promise<RoomPresence> {
    return toPresence(await this.call("GetPresence"));
  }

  /**
   * Tells the others that the user is typing.
   * @throws ChatError A refusal, or `connection-lost`.
   */
  async typing(): Promise<void> {
    await this.call("Typing");
  }

  /** Hears no more of the room; the membership stays, and what was sent is still sent. */
  async leave(): Promise<void> {
    if (!this.leaving.signal.aborted) {
      await this.dispose();
      // A connection that is lost has left its rooms.
      await this.call("LeaveRoom").catch(() => undefined);
    }
  }

  /** @internal Ends the stream, without telling the service. */
  async dispose(): Promise<void> {
    this.forget(this);
    this.leaving.abort();
    await this.running;
    await this.positions.stop();
  }

  /** @internal */
  appended(entry: ChatEntry): void {
    this.feed?.offer(entry);
  }

  /** @internal */
  tell<Name extends "typing" | "presence" | "read">(name: Name, ...values: RoomEvents[Name]): void {
    this.events.emit(name, ...values);
  }

  /** @internal */
  removed(): void {
    this.feed?.remove();
  }

  /** @internal */
  linkChanged(): void {
    this.feed?.linkChanged();
  }

  /** @internal */
  async whenJoinedOn(link: Link): Promise<void> {
    await this.feed?.whenJoinedOn(link);
  }

  private createFeed(from: ChatPosition | undefined): RoomFeed {
    const backoff = new Backoff(this.options.retryDelayMinMs, this.options.retryDelayMaxMs);
    return new RoomFeed(this.id, from, this.links, backoff, this.options.resumeEntriesMax, {
      entry: (entry) => {
        this.events.emit("entry", entry);
        this.positions.reached({ epoch: entry.epoch, sequence: entry.sequence });
      },
      reload: (reload) => {
        this.events.emit("reload", reload);
        this.positions.reached(reload.position);
      },
      arrived: (entry) => this.outbox.arrived(entry),
      resumed: (epoch) => this.outbox.epochIs(this.id, epoch),
      ended: (end) => {
        this.forget(this);
        this.events.emit("ended", end.code === ChatErrorCodes.clientStopped ? undefined : end);
      },
    });
  }

  private async call(method: string, ...args: unknown[]): Promise<unknown> {
    const limit = AbortSignal.timeout(this.options.answerTimeoutMs);
    const link = await orAbort(this.links.link(limit), limit, lost);
    return link.invoke(method, this.id, ...args);
  }
}
