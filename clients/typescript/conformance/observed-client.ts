import assert from "node:assert/strict";
import type { ChatClient, ChatEntry, ChatPosition, ChatRoom, ChatStore, OutgoingMessage } from "../src/index.js";
import { memoryStore } from "../src/index.js";

/** A client of a case and all that its program saw. */
export class ObservedClient {
  readonly store: ChatStore = memoryStore();
  readonly reloads: string[] = [];
  readonly states: { state: string; code: string }[] = [];
  readonly typing: string[] = [];
  readonly receipts: { user: string; sequence: number }[] = [];
  readonly online = new Set<string>();
  /** Every message that it sent, in order. */
  readonly sent: OutgoingMessage[] = [];
  client: ChatClient | undefined;
  room: ChatRoom | undefined;
  /** How the stream ended: undefined while it goes on, "" for an orderly end, else a code. */
  ended: string | undefined;
  private shown: ChatEntry[] = [];
  private at: ChatPosition | undefined;
  private broken: string | undefined;

  constructor(readonly name: string) {}

  /** What its program would show, checked for gaps and repeats. */
  get view(): readonly ChatEntry[] {
    assert.equal(this.broken, undefined);
    return this.shown;
  }

  observe(client: ChatClient): void {
    this.client = client;
    client.on("state", (state, cause) => this.states.push({ state, code: cause?.code ?? "" }));
  }

  async join(id: string, from: ChatPosition | undefined): Promise<void> {
    const room = this.client!.room(id);
    this.room = room;
    this.ended = undefined;
    this.at = from;
    room.on("typing", (user) => this.typing.push(user));
    room.on("read", (user, sequence) => this.receipts.push({ user, sequence }));
    room.on("presence", (change) => {
      if (change.complete) {
        this.online.clear();
      }

      change.joined.forEach((user) => this.online.add(user));
      change.left.forEach((user) => this.online.delete(user));
    });
    room.on("ended", (cause) => (this.ended = cause?.code ?? ""));
    room.on("reload", (reload) => {
      this.reloads.push(reload.reason);
      this.shown = [...reload.latest];
      this.at = reload.position;
    });
    room.on("entry", (entry) => {
      if (entry.epoch !== this.at?.epoch || entry.sequence !== this.at.sequence + 1) {
        this.broken ??= `${this.name} was told ${entry.epoch}/${entry.sequence} after ${this.at?.epoch}/${this.at?.sequence}`;
      }

      this.at = entry;
      this.shown.push(entry);
    });
    await room.join(from);
  }

  async stop(): Promise<void> {
    await this.client?.stop();
    this.client = undefined;
  }
}
