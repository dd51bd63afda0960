import { type ChatClient, ChatError, type ChatRoom, type ChatState, type OutgoingMessage, type SendOptions } from "@aspire-backends/chat-client";
import { Value } from "../ui/value";
import type { Room } from "./contract";
import { MessageList, type Pending } from "./message-list";
import { afterEntry, afterReload, nothing, type Watched } from "./monitor";
import { find, page } from "./rooms-api";

const pageSize = 50;
const typingMs = 3_500;
const typingPauseMs = 2_000;
const annotateMs = 150;
const catchUpMs = 1_500;

/** A room that is looked at: its stream, who is there, and what is on its way. */
export class OpenRoom {
  readonly list = new Value<MessageList>(MessageList.empty);
  readonly pending = new Value<readonly Pending[]>([]);
  readonly online = new Value<{ count: number | undefined; users: ReadonlySet<string> }>({ count: undefined, users: new Set() });
  readonly typing = new Value<readonly string[]>([]);
  readonly readBy = new Value<ReadonlyMap<string, number>>(new Map());
  readonly watched = new Value<Watched>(nothing);
  /** Its name and one's own role in it, once they are known. */
  readonly about = new Value<Room | undefined>(undefined);
  readonly joined: Promise<void>;
  private readonly room: ChatRoom;
  private readonly typists = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly toAnnotate = new Set<number>();
  private presenceVersion = 0;
  private typedAt = 0;
  private markedTo = 0;
  private wasLost = false;

  constructor(
    client: ChatClient,
    readonly id: string,
  ) {
    this.room = client.room(id);
    this.room.on("reload", ({ reason, position, latest, more }) => {
      this.list.set(MessageList.of(latest, more));
      this.watched.set(afterReload(this.watched.current, reason, position));
      void this.older(position.sequence + 1).catch(() => undefined);
    });
    this.room.on("entry", (entry) => {
      this.watched.set(afterEntry(this.watched.current, entry, this.wasLost));
      this.list.set(this.list.current.with([entry]));
      this.pending.set(this.pending.current.filter(({ outgoing }) => outgoing.clientMessageId !== entry.clientMessageId));
      this.stopsTyping(entry.sender);
      if (entry.kind === "reaction") {
        this.annotate(entry.id);
      }
    });
    this.room.on("typing", (user) => this.startsTyping(user));
    this.room.on("read", (user, sequence) => this.readBy.set(new Map(this.readBy.current).set(user, sequence)));
    this.room.on("presence", ({ online, joined, left, complete, version }) => {
      this.presenceVersion = Math.max(this.presenceVersion, version);
      const users = new Set(complete ? joined : [...this.online.current.users, ...joined]);
      left.forEach((user) => users.delete(user));
      this.online.set({ count: online, users });
    });
    this.joined = this.room.join().then(() => undefined);
    // Who is there is news that may wait: a room whose name could not be read is joined all the same.
    this.joined.then(() => this.look()).catch(() => undefined);
  }

  send(text: string, options?: SendOptions): void {
    const outgoing = this.room.send(text, options);
    this.pending.set([...this.pending.current, { outgoing, code: undefined }]);
    outgoing.sequenced.catch((error: unknown) => this.failed(outgoing, error));
  }

  discard(outgoing: OutgoingMessage): void {
    this.pending.set(this.pending.current.filter((pending) => pending.outgoing !== outgoing));
  }

  /** Something was typed: the others hear of it at most every other second. */
  types(): void {
    if (Date.now() - this.typedAt > typingPauseMs) {
      this.typedAt = Date.now();
      void this.room.typing().catch(() => undefined);
    }
  }

  edit = (id: string, text: string): Promise<unknown> => this.room.edit(id, text);
  delete = (id: string): Promise<unknown> => this.room.delete(id);
  react = (id: string, emoji: string, on: boolean): Promise<unknown> => this.room.react(id, emoji, on);

  /** Reads the page before a sequence. */
  async older(before: number): Promise<void> {
    const { entries, more } = await page(this.id, `before=${before}&limit=${pageSize}`);
    this.list.set(this.list.current.before(entries, more));
  }

  /** Reads what stands around a message that a search has found. */
  async around(sequence: number): Promise<void> {
    const { entries } = await page(this.id, `around=${sequence}&limit=${pageSize}`);
    this.list.set(this.list.current.with(entries));
  }

  markRead(): void {
    const last = this.watched.current.position?.sequence ?? 0;
    if (last > this.markedTo) {
      this.markedTo = last;
      void this.room.markRead(last).catch(() => (this.markedTo = 0));
    }
  }

  /** The connection came or went. */
  linkIs(state: ChatState): void {
    if (state === "reconnecting") {
      this.wasLost = true;
    } else if (state === "connected" && this.wasLost) {
      this.watched.set({ ...this.watched.current, resumes: this.watched.current.resumes + 1 });
      // What was missed is told right after the connection is back; what comes later is news again.
      setTimeout(() => (this.wasLost = false), catchUpMs);
      void this.look().catch(() => undefined);
    }
  }

  async leave(): Promise<void> {
    this.typists.forEach((timer) => clearTimeout(timer));
    await this.room.leave();
  }

  /** What it is called, who is there and how far they have read. */
  private async look(): Promise<void> {
    this.about.set(await find(this.id));
    const { online, users, version } = await this.room.presence();
    if (version >= this.presenceVersion) {
      this.online.set({ count: online, users: new Set(users ?? []) });
    }

    this.readBy.set(new Map((await this.room.readers()).map(({ user, sequence }) => [user, sequence])));
  }

  /** How many reacted and how, history knows: many changes at once are one question. */
  private annotate(id: string): void {
    const message = this.list.current.find(id);
    if (message === undefined) {
      return;
    }

    if (this.toAnnotate.size === 0) {
      setTimeout(() => void this.annotateAll().catch(() => undefined), annotateMs);
    }

    this.toAnnotate.add(message.sequence);
  }

  private async annotateAll(): Promise<void> {
    const sequences = [...this.toAnnotate];
    this.toAnnotate.clear();
    for (const sequence of sequences) {
      const { entries } = await page(this.id, `before=${sequence + 1}&limit=1`);
      this.list.set(this.list.current.with(entries));
    }
  }

  private failed(outgoing: OutgoingMessage, error: unknown): void {
    const code = error instanceof ChatError ? error.code : "internal-error";
    this.pending.set(this.pending.current.map((pending) => (pending.outgoing === outgoing ? { outgoing, code } : pending)));
  }

  private startsTyping(user: string): void {
    clearTimeout(this.typists.get(user));
    this.typists.set(user, setTimeout(() => this.stopsTyping(user), typingMs));
    this.typing.set([...this.typists.keys()]);
  }

  private stopsTyping(user: string): void {
    clearTimeout(this.typists.get(user));
    if (this.typists.delete(user)) {
      this.typing.set([...this.typists.keys()]);
    }
  }
}
