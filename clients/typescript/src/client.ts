import type { ChatError } from "./errors.js";
import { stopped } from "./errors.js";
import { Emitter } from "./emitter.js";
import { type ChatState, ConnectionKeeper } from "./keeper.js";
import { type ChatClientOptions, check, type CheckedOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import type { OutgoingMessage } from "./outgoing.js";
import { ChatRoom } from "./room.js";
import { orAbort } from "./wake.js";

/** What a client tells. */
export interface ClientEvents {
  /** The state has changed; the cause, where something failed. */
  state: [state: ChatState, cause: ChatError | undefined];
}

/**
 * A user's connection to the chat service. It stays connected, resumes its rooms where they were after every disconnect, and
 * sends what is in its outbox.
 */
export class ChatClient {
  private readonly options: CheckedOptions;
  private readonly events = new Emitter<ClientEvents>();
  private readonly rooms = new Map<string, ChatRoom>();
  private readonly keeper: ConnectionKeeper;
  private readonly messages: Outbox;
  private restored: Promise<void> | undefined;

  /** @throws RangeError where an option is out of its range; the message says which, and what is allowed. */
  constructor(options: ChatClientOptions) {
    this.options = check(options);
    this.keeper = new ConnectionKeeper(
      this.options,
      {
        appended: (entry) => this.rooms.get(entry.room)?.appended(entry),
        stored: (room, sequence) => this.messages.stored(room, sequence),
        typingStarted: (room, user) => this.rooms.get(room)?.tell("typing", user),
        presenceChanged: (room, change) => this.rooms.get(room)?.tell("presence", change),
        removed: (room) => this.rooms.get(room)?.removed(),
        readReceipt: (room, user, sequence) => this.rooms.get(room)?.tell("read", user, sequence),
      },
      {
        up: () => {
          this.rooms.forEach((room) => room.linkChanged());
          this.messages.linkChanged();
        },
        changed: (state, cause) => {
          this.events.emit("state", state, cause);
          // Rooms and outbox wait for a connection that will not come: they are told so when they ask.
          if (state === "stopped") {
            this.rooms.forEach((room) => room.linkChanged());
            this.messages.ended(cause ?? stopped());
          }
        },
        rejoined: (link) => Promise.all([...this.rooms.values()].map((room) => room.whenJoinedOn(link))),
      },
    );
    this.messages = new Outbox(this.options, this.keeper);
  }

  /** How the client stands to the service. */
  get state(): ChatState {
    return this.keeper.state;
  }

  /** Messages that wait for their place: those of this run, and those that the last one left in the store. */
  get outbox(): readonly OutgoingMessage[] {
    return this.messages.waiting;
  }

  /** Adds a handler; answers a function that takes it back. */
  on<Name extends keyof ClientEvents>(name: Name, handler: (...values: ClientEvents[Name]) => void): () => void {
    return this.events.on(name, handler);
  }

  /**
   * Connects, and stays connected until `stop`. Ends with the first connection; a service that is away is tried until the
   * signal says stop, after which the client goes on trying.
   * @throws ChatError A refusal that no retry helps: `unauthenticated`, `forbidden`.
   */
  async connect(signal?: AbortSignal): Promise<void> {
    this.restored ??= this.messages.restore();
    await this.restored;
    this.keeper.start();
    const waiting = signal ?? new AbortController().signal;
    await orAbort(this.keeper.link(waiting), waiting, stopped);
  }

  /** The room with this id: the same object until it is left. */
  room(id: string): ChatRoom {
    let room = this.rooms.get(id);
    if (room === undefined) {
      room = new ChatRoom(id, this.options, this.keeper, this.messages, (gone) => {
        if (this.rooms.get(id) === gone) {
          this.rooms.delete(id);
        }
      });
      this.rooms.set(id, room);
    }

    return room;
  }

  /** Closes the connection; all rooms end, and what is not sent rejects with `client-stopped` and stays in the store. */
  async stop(): Promise<void> {
    await Promise.all([...this.rooms.values()].map((room) => room.dispose()));
    this.messages.stop();
    await this.keeper.stop();
  }
}
