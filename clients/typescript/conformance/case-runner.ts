import assert from "node:assert/strict";
import { ChatClient, type ChatAttachment, type ChatEntry, ChatError, type ChatPosition, type SendOptions } from "../src/index.js";
import { newClientMessageId } from "../src/ids.js";
import type { Control } from "./control.js";
import { becomes, inTime } from "./eventually.js";
import { ObservedClient } from "./observed-client.js";

const rightNow = Date.now.bind(Date);

/** A step of a case: what is done, and with what. */
export interface Step {
  readonly do: string;
  readonly client: string;
  readonly fails?: string;
  readonly [key: string]: unknown;
}

/** One case of clients/conformance/cases.json. */
export interface ConformanceCase {
  readonly name: string;
  readonly options?: { readonly answerTimeoutMs?: number; readonly resumeEntriesMax?: number };
  readonly steps: readonly Step[];
}

/** Carries out a case with clients of TypeScript. */
export class CaseRunner {
  private readonly clients = new Map<string, ObservedClient>();

  private readonly verbs: Readonly<Record<string, (step: Step) => Promise<unknown>>> = {
    connect: (step) => this.connect(step),
    join: (step) => this.join(step),
    leave: (step) => this.of(step).room!.leave(),
    stop: (step) => this.of(step).stop(),
    fault: (step) => this.control.break({ ...step }),
    clock: (step) => setClock((step["behindMinutes"] as number) * 60_000),
    send: (step) => this.send(step),
    settle: (step) => inTime("all to have their place", Promise.all(this.of(step).sent.map((message) => message.sequenced))),
    stored: (step) => inTime("all to be stored", Promise.all(this.of(step).sent.map((message) => message.stored))),
    "keep-old": (step) => this.keepOld(step),
    edit: (step) => this.of(step).room!.edit(this.entry(step).id, step["text"] as string),
    delete: (step) => this.of(step).room!.delete(this.entry(step).id),
    react: (step) => this.of(step).room!.react(this.entry(step).id, step["emoji"] as string, (step["on"] as boolean | undefined) ?? true),
    history: (step) => this.history(step),
    typing: (step) => this.typing(step),
    presence: (step) => this.presence(step),
    "mark-read": (step) => this.markRead(step),
    readers: (step) => this.readers(step),
    "expect-presence": (step) => this.becomes(step, (client) => client.online.has(this.userOf(step)), step["online"]),
    "expect-view": (step) => this.becomes(step, (client) => client.view.length, step["entries"]),
    "expect-reloads": (step) => this.becomes(step, (client) => client.reloads, step["reasons"]),
    "expect-states": (step) => this.becomes(step, (client) => client.states.map((change) => change.state), step["states"]),
    "expect-state": (step) => this.becomes(step, (client) => client.states.at(-1), { state: step["state"], code: stateCode(step) }),
    "expect-ended": (step) => this.becomes(step, (client) => client.ended, step["code"] ?? ""),
    "expect-kinds": (step) => this.becomes(step, (client) => client.view.map((entry) => entry.kind), step["kinds"]),
    "expect-outbox": (step) => this.becomes(step, async (client) => (await client.store.readOutbox()).length, step["kept"]),
    "expect-own-order": (step) => this.becomes(step, ownTexts, this.of(step).sent.map((message) => message.text)),
    "expect-same": (step) => this.expectSame(step["clients"] as string[]),
    "expect-entry": (step) => this.expectEntry(step),
    "expect-counts": (step) => this.expectCounts(step),
    "expect-log": (step) => becomes("the log to hold the messages", () => this.control.count(), (count) => count === step["messages"]),
    "expect-transport": (step) =>
      becomes("the client to be served by it", () => this.control.transport(step.client), (transport) => transport === step["transport"]),
  };

  constructor(
    private readonly single: ConformanceCase,
    private readonly protocol: "json" | "messagepack",
    private readonly control: Control,
  ) {}

  async run(): Promise<void> {
    const names = this.single.steps.flatMap((step) => [step.client, step["heardBy"] as string]).filter((name) => name !== undefined);
    await this.control.open([...new Set(names)]);
    names.forEach((name) => this.clients.set(name, new ObservedClient(name)));
    try {
      for (const [index, step] of this.single.steps.entries()) {
        await this.do(step).catch((error: unknown) => {
          throw new Error(`Step ${index + 1}, ${JSON.stringify(step)}: ${String(error)}`, { cause: error });
        });
      }

      this.clients.forEach((client) => assert.ok(client.view));
    } finally {
      await setClock(0);
      await Promise.all([...this.clients.values()].map((client) => client.stop()));
      await this.control.close();
    }
  }

  private async do(step: Step): Promise<void> {
    const verb = this.verbs[step.do];
    assert.ok(verb, `There is no step '${step.do}'.`);
    if (step.fails === undefined) {
      await verb(step);
      return;
    }

    await assert.rejects(verb(step), (error) => {
      assert.ok(error instanceof ChatError, String(error));
      assert.equal(error.code, step.fails);
      return true;
    });
  }

  private async connect(step: Step): Promise<void> {
    const observed = this.of(step);
    const access = this.control.of(observed.name);
    const client = new ChatClient({
      url: access.url,
      accessToken: () => (step["token"] as string | undefined) ?? access.token,
      protocol: this.protocol,
      store: observed.store,
      retryDelayMinMs: 20,
      retryDelayMaxMs: 500,
      ...this.single.options,
    });
    observed.observe(client);
    await inTime("the connection", client.connect());
  }

  private async join(step: Step): Promise<void> {
    const client = this.of(step);
    if (client.client === undefined) {
      await this.connect(step);
    }

    const room = (step["room"] as string | undefined) ?? this.control.room;
    const from = step["from"] === "kept" ? await client.store.readPosition(room) : (step["from"] as ChatPosition | undefined);
    await inTime("the join", client.join(room, from));
  }

  private async send(step: Step): Promise<void> {
    const client = this.of(step);
    const replyTo = step["replyToEntry"] === undefined ? undefined : client.view[step["replyToEntry"] as number]!.id;
    const options: SendOptions = {
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(step["attachments"] === undefined ? {} : { attachments: step["attachments"] as ChatAttachment[] }),
      ...(step["mentions"] === undefined ? {} : { mentions: step["mentions"] as string[] }),
    };
    const sent = Array.from({ length: (step["count"] as number | undefined) ?? 1 }, () => {
      const message = client.room!.send((step["text"] as string | undefined) ?? `${client.name} ${client.sent.length + 1}`, options);
      if (step.fails === undefined) {
        client.sent.push(message);
      }

      return message;
    });
    if (step["wait"] === undefined) {
      await inTime("all to have their place", Promise.all(sent.map((message) => message.sequenced)));
    }
  }

  /** What the last run of a program left in its outbox, long ago. */
  private async keepOld(step: Step): Promise<void> {
    // A member before: else its messages would be refused.
    const client = this.of(step);
    await this.join(step);
    await client.stop();
    const queuedAt = Date.now() - (step["ageMinutes"] as number) * 60_000;
    const clientMessageId = newClientMessageId(queuedAt);
    await client.store.addToOutbox({ clientMessageId, room: this.control.room, text: "from long ago", queuedAt });
    if (step["taken"] === true) {
      await this.control.break({ fault: "append", user: this.control.of(client.name).user, clientMessageId });
    }
  }

  private async history(step: Step): Promise<void> {
    const { before, after, limit } = step as { before?: number; after?: number; limit?: number };
    const page = await this.of(step).room!.history({
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit }),
    });
    const seen = { first: page.entries[0]?.sequence, last: page.entries.at(-1)?.sequence, more: page.more };
    assert.deepEqual(seen, { first: step["first"], last: step["last"], more: step["more"] });
  }

  private async typing(step: Step): Promise<void> {
    const heard = this.clients.get(step["heardBy"] as string)!;
    await this.of(step).room!.typing();
    await becomes("the typing to be heard", () => heard.typing, (users) => same(users, [this.control.of(step.client).user]));
  }

  private async presence(step: Step): Promise<void> {
    const present = await this.of(step).room!.presence();
    assert.deepEqual([...present.users!].sort(), (step["users"] as string[]).map((name) => this.control.of(name).user));
    assert.equal(present.online, present.users!.length);
  }

  private async markRead(step: Step): Promise<void> {
    const receipt = { user: this.control.of(step.client).user, sequence: step["sequence"] as number };
    const heard = this.clients.get(step["heardBy"] as string)!;
    await this.of(step).room!.markRead(receipt.sequence);
    await becomes("the receipt to be heard", () => heard.receipts, (receipts) => receipts.some((seen) => same(seen, receipt)));
  }

  private async readers(step: Step): Promise<void> {
    const readers = await this.of(step).room!.readers();
    assert.ok(readers.some((reader) => same({ ...reader }, { user: this.userOf(step), sequence: step["sequence"] })));
  }

  private async expectSame(names: readonly string[]): Promise<void> {
    const views = names.map((name) => this.clients.get(name)!);
    await becomes("all to see the same", () => views.map((client) => client.view), (seen) => seen.every((view) => same(view, seen[0])));
  }

  private async expectEntry(step: Step): Promise<void> {
    const entry = this.entry(step);
    assert.equal(entry.replyTo, this.of(step).view[step["replyToEntry"] as number]!.id);
    assert.deepEqual(entry.attachments, step["attachments"]);
    assert.deepEqual(entry.mentions, step["mentions"]);
    assert.ok(entry.sentAt instanceof Date && Math.abs(Date.now() - entry.sentAt.getTime()) < 600_000);
  }

  private async expectCounts(step: Step): Promise<void> {
    const of = this.entry(step);
    const { entries } = await this.of(step).room!.history();
    const message = entries.find((entry) => entry.id === of.id && entry.kind === "message")!;
    assert.deepEqual(
      { reactions: message.reactions?.map((reaction) => ({ ...reaction })), replies: message.replies },
      { reactions: step["reactions"], replies: step["replies"] },
    );
  }

  private becomes<T>(step: Step, read: (client: ObservedClient) => T | Promise<T>, expected: unknown): Promise<void> {
    return becomes(`${step.client} to see ${JSON.stringify(expected)}`, () => read(this.of(step)), (seen) => same(seen, expected));
  }

  private of(step: Step): ObservedClient {
    return this.clients.get(step.client)!;
  }

  private userOf(step: Step): string {
    return this.control.of(step["user"] as string).user;
  }

  private entry(step: Step): ChatEntry {
    return this.of(step).view[step["entry"] as number]!;
  }
}

function ownTexts(client: ObservedClient): (string | undefined)[] {
  const own = new Set(client.sent.map((message) => message.clientMessageId));
  return client.view.filter((entry) => entry.clientMessageId !== undefined && own.has(entry.clientMessageId)).map((entry) => entry.text);
}

function stateCode(step: Step): string {
  return (step["code"] as string | undefined) ?? (step["state"] === "reconnecting" ? "connection-lost" : "");
}

function same(left: unknown, right: unknown): boolean {
  try {
    assert.deepEqual(left, right);
    return true;
  } catch {
    return false;
  }
}

/** JavaScript has one clock for all clients. */
async function setClock(behindMs: number): Promise<void> {
  Date.now = () => rightNow() - behindMs;
}
