import type { ChatPosition, SendOptions } from "./contract.js";

/** A message of the outbox. */
export interface KeptMessage {
  /** A UUIDv7: the service gives one effect to all sends under it. */
  readonly clientMessageId: string;
  readonly room: string;
  readonly text: string;
  readonly options?: SendOptions;
  /** When the program sent it, in milliseconds since 1970. */
  readonly queuedAt: number;
}

/**
 * Keeps what must survive a reload of the page or a restart of the program: messages that are not sent yet, and how far each
 * room was read. What it throws never stops the client.
 */
export interface ChatStore {
  /** The messages that were added and not removed, in the order in which they were added. */
  readOutbox(): Promise<readonly KeptMessage[]>;
  /** Keeps a message; called before it is sent for the first time. */
  addToOutbox(message: KeptMessage): Promise<void>;
  /** Forgets a message that has its place, or that was refused. */
  removeFromOutbox(clientMessageId: string): Promise<void>;
  /** How far the room was read. */
  readPosition(room: string): Promise<ChatPosition | undefined>;
  /** Keeps how far the program has read the room; at most once a second and room. */
  writePosition(room: string, position: ChatPosition): Promise<void>;
}

/** Keys and texts: `localStorage`, `sessionStorage`, or anything of that form, also asynchronous. */
export interface KeyValues {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** Keeps positions and outbox as long as the object lives. */
export function memoryStore(): ChatStore {
  const values = new Map<string, string>();
  return keyValueStore({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  });
}

/**
 * Keeps positions and outbox in keys and texts, such as `localStorage`. One client at a time uses a prefix: give each user
 * and tab its own.
 */
export function keyValueStore(values: KeyValues, prefix = "chat:"): ChatStore {
  const outboxKey = `${prefix}outbox`;
  const positionKey = (room: string): string => `${prefix}position:${room}`;
  let last: Promise<unknown> = Promise.resolve();

  // The outbox is one text: changes take turns.
  function change(step: (outbox: KeptMessage[]) => KeptMessage[]): Promise<void> {
    const turn = last.then(async () => {
      const outbox = step(await read());
      await (outbox.length === 0 ? values.removeItem(outboxKey) : values.setItem(outboxKey, JSON.stringify(outbox)));
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  async function read(): Promise<KeptMessage[]> {
    const text = await values.getItem(outboxKey);
    return text === null ? [] : (JSON.parse(text) as KeptMessage[]);
  }

  return {
    readOutbox: async () => {
      await last;
      return read();
    },
    addToOutbox: (message) => change((outbox) => [...outbox, message]),
    removeFromOutbox: (id) => change((outbox) => outbox.filter((message) => message.clientMessageId !== id)),
    readPosition: async (room) => {
      const text = await values.getItem(positionKey(room));
      return text === null ? undefined : (JSON.parse(text) as ChatPosition);
    },
    writePosition: async (room, position) => {
      await values.setItem(positionKey(room), JSON.stringify({ epoch: position.epoch, sequence: position.sequence }));
    },
  };
}
