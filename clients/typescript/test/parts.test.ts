import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Backoff } from "../src/backoff.js";
import { Emitter } from "../src/emitter.js";
import { ofInvocation, ofStart } from "../src/errors.js";
import { madeAt, newClientMessageId } from "../src/ids.js";
import { ChatClient, keyValueStore } from "../src/index.js";
import { PendingEntries } from "../src/pending.js";
import { Wake } from "../src/wake.js";
import { entry } from "./fakes.js";

test("a refusal has its code and its sentence; all else is the connection's end or a defect", () => {
  const invoking = "An unexpected error occurred invoking 'SendMessage' on the server.";
  const refused = ofInvocation(new Error(`${invoking} HubException: too-fast: Wait: a moment.`));
  assert.deepEqual([refused.code, refused.message, refused.isTransient], ["too-fast", "Wait: a moment.", true]);
  assert.equal(ofInvocation(new Error(`${invoking} HubException: text-empty: The text is empty.`)).isTransient, false);
  assert.equal(ofInvocation(new Error(`${invoking} HubException: Without a code.`)).code, "internal-error");
  assert.equal(ofInvocation(new Error(invoking)).code, "internal-error");
  assert.equal(ofInvocation(new Error("Invocation canceled due to the underlying connection being closed.")).code, "connection-lost");
  assert.equal(ofStart(new Error("Failed to complete negotiation with the server: Error: : Status code '401'")).code, "unauthenticated");
  assert.equal(ofStart(new Error("connect ECONNREFUSED")).code, "connection-lost");
});

test("a time that the service names is waited for, and no longer than half a minute", () => {
  const invoking = "An unexpected error occurred invoking 'SendMessage' on the server. HubException: ";
  const refused = ofInvocation(new Error(`${invoking}too-busy: Busy; send it again. Retry after 3200 ms.`));
  assert.deepEqual([refused.code, refused.isTransient, refused.retryAfterMs], ["too-busy", true, 3_200]);
  assert.equal(ofInvocation(new Error(`${invoking}too-fast: Wait. Retry after a while.`)).retryAfterMs, undefined);

  const backoff = new Backoff(100, 1_000, () => 0);
  assert.equal(backoff.afterRefusal(1), 50);
  assert.equal(backoff.afterRefusal(1, refused.retryAfterMs), 3_225);
  assert.equal(backoff.afterRefusal(9, 400), 500);
  assert.equal(backoff.afterRefusal(1, 3_600_000), 30_025);
});

test("a client message id is a UUIDv7 that carries its time", () => {
  const now = 1_764_111_222_333;
  const id = newClientMessageId(now);

  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(madeAt(id), now);
  assert.notEqual(newClientMessageId(now), id);
});

test("pauses double up to the longest and are spread", () => {
  const pauses = (random: number) => [1, 2, 3, 4, 5, 6].map((failures) => Math.round(new Backoff(100, 1_000, () => random).after(failures)));

  assert.deepEqual(pauses(0), [50, 100, 200, 400, 500, 500]);
  assert.deepEqual(pauses(0.999_999), [100, 200, 400, 800, 1_000, 1_000]);
});

test("a wrong option is named with its value and what is allowed", () => {
  assert.throws(() => new ChatClient({ url: "http://127.0.0.1/hubs/chat", outboxLimit: 0 }), {
    name: "RangeError",
    message: "outboxLimit is 0; allowed: 1 to 100000.",
  });
});

test("what waits is bounded, and says that something was forgotten", () => {
  const pending = new PendingEntries(2);
  [3, 2, 4].forEach((sequence) => pending.add(entry(sequence)));

  assert.equal(pending.takeAfter({ epoch: 1, sequence: 1 })?.sequence, 2);
  assert.equal(pending.takeAfter({ epoch: 1, sequence: 2 })?.sequence, 3);
  assert.equal(pending.takeAfter({ epoch: 1, sequence: 3 }), undefined);
  assert.equal(pending.lacksAfter({ epoch: 1, sequence: 3 }), true);
  pending.beginAsking();
  assert.equal(pending.lacksAfter({ epoch: 1, sequence: 3 }), false);
});

test("a wake while nobody waits is remembered once", async () => {
  const wake = new Wake();
  const { signal } = new AbortController();
  wake.set();
  wake.set();

  await wake.wait(signal);
  const second = await Promise.race([wake.wait(signal, 20).then(() => "late"), Promise.resolve("waits")]);

  assert.equal(second, "waits");
});

test("a handler that throws does not keep the others from hearing", (context) => {
  const said = context.mock.method(console, "error", () => undefined);
  const emitter = new Emitter<{ news: [number] }>();
  const heard: number[] = [];
  emitter.on("news", () => {
    throw new Error("A defect of the program.");
  });
  const take = emitter.on("news", (value) => heard.push(value));

  emitter.emit("news", 1);
  take();
  emitter.emit("news", 2);

  assert.deepEqual(heard, [1]);
  assert.equal(said.mock.callCount(), 2);
});

test("a store of keys and texts keeps what a reload of the page must not lose", async () => {
  const texts = new Map<string, string>();
  const open = () =>
    keyValueStore({
      getItem: (key) => texts.get(key) ?? null,
      setItem: (key, value) => void texts.set(key, value),
      removeItem: (key) => void texts.delete(key),
    });
  const messages = ["a", "b", "c"].map((text) => ({ clientMessageId: text, room: "lobby", text, queuedAt: 1 }));
  const before = open();
  await Promise.all(messages.map((message) => before.addToOutbox(message)));
  await before.removeFromOutbox("b");
  await before.writePosition("lobby", { epoch: 2, sequence: 7 });

  const after = open();

  assert.deepEqual(await after.readOutbox(), [messages[0], messages[2]]);
  assert.deepEqual(await after.readPosition("lobby"), { epoch: 2, sequence: 7 });
  assert.equal(await after.readPosition("other"), undefined);
});

test("the example of the README is compiled", async () => {
  const root = new URL("../../", import.meta.url);
  const source = await readFile(new URL("test/readme-example.ts", root), "utf8");
  const readme = await readFile(new URL("README.md", root), "utf8");
  const example = source.slice(source.indexOf("// <example>") + 12, source.indexOf("// </example>")).replaceAll("\n  ", "\n").trim();

  assert.ok(readme.includes(example), "README.md and test/readme-example.ts differ.");
});
