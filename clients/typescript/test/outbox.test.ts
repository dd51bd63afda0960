import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ChatError, memoryStore } from "../src/index.js";
import { newClientMessageId } from "../src/ids.js";
import { Outbox } from "../src/outbox.js";
import { entry, FakeLinks, fast, room, until } from "./fakes.js";

interface Request {
  readonly text: string;
  readonly clientMessageId: string;
}

const outboxes: Outbox[] = [];
afterEach(() => outboxes.splice(0).forEach((outbox) => outbox.stop()));

for (const code of ["unavailable", "backlog-full", "too-fast", "too-busy", "draining", "not-stored", "connection-lost"]) {
  test(`a message that fails with ${code} goes out again under its id and before the next`, async () => {
    let failures = 2;
    const { links, outbox } = start(() => (failures-- > 0 ? refuse(code) : undefined));
    const sent = [send(outbox, "first"), send(outbox, "second")];

    assert.deepEqual((await Promise.all(sent.map((message) => message.sequenced))).map((receipt) => receipt.sequence), [1, 2]);
    assert.deepEqual(requests(links).map((request) => request.text), ["first", "first", "first", "second"]);
    assert.equal(new Set(requests(links).map((request) => request.clientMessageId)).size, 2);
  });
}

test("a message that is refused fails with the code and the next goes on", async () => {
  const { outbox } = start((request) => (request.text === "bad" ? refuse("text-empty") : undefined));
  const [bad, good] = [send(outbox, "bad"), send(outbox, "good")];

  await assert.rejects(bad.sequenced, { code: "text-empty" });
  await assert.rejects(bad.stored, { code: "text-empty" });
  assert.equal((await good.sequenced).sequence, 1);
});

test("more messages than the limit are refused at once", async () => {
  const { outbox } = start(() => refuse("unavailable"), { outboxLimit: 2 });
  const sent = ["0", "1", "2"].map((text) => send(outbox, text));

  await assert.rejects(sent[2]!.sequenced, { code: "outbox-full" });
  assert.deepEqual(outbox.waiting.map((message) => message.text), ["0", "1"]);
});

test("a message that cannot be sent in time is given up", async () => {
  const store = memoryStore();
  const { outbox } = start(() => refuse("unavailable"), { giveUpAfterMs: 30, store });

  await assert.rejects(send(outbox, "never").sequenced, { code: "gave-up" });
  await until("nothing to wait", () => outbox.waiting.length === 0);
  assert.deepEqual(await store.readOutbox(), []);
});

test("a defect of the service is not tried for ever", async () => {
  const { links, outbox } = start(() => refuse("internal-error"));

  await assert.rejects(send(outbox, "unlucky").sequenced, { code: "internal-error" });
  assert.equal(requests(links).length, 5);
});

test("the entry of a message is as good as its answer", async () => {
  const { outbox } = start(() => refuse("connection-lost"));
  const message = send(outbox, "heard");

  outbox.arrived(entry(7, { clientMessageId: message.clientMessageId }));

  assert.equal((await message.sequenced).sequence, 7);
  await until("nothing to wait", () => outbox.waiting.length === 0);
});

test("a message whose entry came holds up none for the sake of its answer", async () => {
  const { links, outbox } = start(() => undefined);
  const { answer } = links;
  links.answer = (method, args) => ((args[0] as Request).text === "heard" ? new Promise(() => undefined) : answer(method, args));
  const heard = send(outbox, "heard");
  const next = send(outbox, "next");
  await until("the first to be sent", () => requests(links).length === 1);

  outbox.arrived(entry(7, { clientMessageId: heard.clientMessageId }));

  await next.sequenced;
  assert.deepEqual(requests(links).map((request) => request.text), ["heard", "next"]);
});

test("an id that is too old goes out anew only if history does not hold it", async () => {
  let tries = 0;
  const fresh = start(() => (tries++ === 0 ? refuse("id-too-old") : undefined), {}, () => [entry(3)]);
  const anew = send(fresh.outbox, "old");
  const first = anew.clientMessageId;
  await anew.sequenced;
  assert.equal(anew.clientMessageId, requests(fresh.links)[1]!.clientMessageId);
  assert.notEqual(anew.clientMessageId, first);

  const old = start(() => refuse("id-too-old"), {}, () => [entry(9, { clientMessageId: taken.clientMessageId })]);
  const taken = send(old.outbox, "taken");
  assert.equal((await taken.sequenced).sequence, 9);
});

test("a message whose new id is too old as well fails at once and the next goes on", async () => {
  const store = memoryStore();
  let tries = 0;
  // It takes the fifth: a client that goes on making ids must not run for ever.
  const { links, outbox } = start((request) => (request.text === "slow clock" && ++tries < 5 ? refuse("id-too-old") : undefined), { store });
  const [refused, next] = [send(outbox, "slow clock"), send(outbox, "next")];

  await assert.rejects(refused.sequenced, { code: "id-too-old" });
  assert.equal((await next.sequenced).sequence, 1);
  assert.deepEqual(requests(links).map((request) => request.text), ["slow clock", "slow clock", "next"]);
  await until("nothing to wait", () => outbox.waiting.length === 0);
  assert.deepEqual(await store.readOutbox(), []);
});

test("a message whose entry comes while history is searched is not sent again", async () => {
  const { links, outbox } = start(
    () => refuse("id-too-old"),
    {},
    () => {
      outbox.arrived(entry(7, { clientMessageId: message.clientMessageId }));
      return [];
    },
  );
  const message = send(outbox, "heard");

  assert.equal((await message.sequenced).sequence, 7);
  await until("nothing to wait", () => outbox.waiting.length === 0);
  assert.equal(requests(links).length, 1);
});

test("a new id whose answer was lost may grow too old and be renewed again", async () => {
  const answers = ["id-too-old", "connection-lost", "id-too-old"];
  const { links, outbox } = start(() => {
    const code = answers.shift();
    return code === undefined ? undefined : refuse(code);
  });

  assert.equal((await send(outbox, "long away").sequenced).sequence, 1);
  assert.equal(new Set(requests(links).map((request) => request.clientMessageId)).size, 3);
});

test("stored covers all messages up to a sequence", async () => {
  const { outbox } = start(() => undefined);
  const sent = ["0", "1", "2"].map((text) => send(outbox, text));
  await Promise.all(sent.map((message) => message.sequenced));
  let isThirdStored = false;
  sent[2]!.stored.then(
    () => (isThirdStored = true),
    () => undefined,
  );

  outbox.stored(room, 2);

  await Promise.all([sent[0]!.stored, sent[1]!.stored]);
  assert.equal(isThirdStored, false);
});

test("a new epoch tells lost messages from those that are still there", async () => {
  const { outbox, ids } = start(() => undefined, {}, () => [entry(1, { id: ids[0]! })]);
  const [there, gone] = [send(outbox, "there"), send(outbox, "gone")];
  await Promise.all([there.sequenced, gone.sequenced]);

  outbox.epochIs(room, 2);
  outbox.stored(room, 5);

  await there.stored;
  await assert.rejects(gone.stored, { code: "message-lost" });
});

test("what is not sent when the client stops stays in the store and goes out at the next start", async () => {
  const store = memoryStore();
  const { outbox } = start(() => refuse("unavailable"), { store });
  const message = send(outbox, "later");
  await until("a try", () => outbox.waiting.length === 1);
  outbox.stop();
  await assert.rejects(message.sequenced, { code: "client-stopped" });

  const next = start(() => undefined, { store });
  await next.outbox.restore();
  await until("the message to be sent", () => requests(next.links).length === 1);

  assert.deepEqual(requests(next.links).map((request) => request.clientMessageId), [message.clientMessageId]);
});

test("what is not sent when the service ends the client stays in the store", async () => {
  const store = memoryStore();
  const { links, outbox } = start(() => refuse("revoked"), { store });
  links.hasEnded = true;
  const message = send(outbox, "not now");

  await assert.rejects(message.sequenced, { code: "revoked" });
  assert.deepEqual((await store.readOutbox()).map((kept) => kept.clientMessageId), [message.clientMessageId]);
});

function start(failure: (request: Request) => ChatError | undefined, more = {}, history: () => unknown[] = () => []) {
  const ids: string[] = [];
  const links = new FakeLinks((method, args) => {
    if (method === "GetMessages") {
      return { entries: history(), more: false };
    }

    const failed = failure(args[0] as Request);
    if (failed !== undefined) {
      throw failed;
    }

    ids.push(newClientMessageId(Date.now()));
    return { epoch: 1, sequence: ids.length, id: ids.at(-1), sentAt: new Date().toISOString() };
  });
  const outbox = new Outbox(fast(more), links);
  outboxes.push(outbox);
  return { links, outbox, ids };
}

function send(outbox: Outbox, text: string) {
  return outbox.send(room, text, undefined);
}

function refuse(code: string): ChatError {
  return new ChatError(code, "No.");
}

function requests(links: FakeLinks): Request[] {
  return links.calls.filter((call) => call.method === "SendMessage").map((call) => call.args[0] as Request);
}
