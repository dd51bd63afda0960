import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Backoff } from "../src/backoff.js";
import type { ChatEntry, ChatPosition } from "../src/index.js";
import { ChatError } from "../src/index.js";
import { RoomFeed, type RoomReload } from "../src/feed.js";
import { entries, entry, FakeLinks, numbers, room, until } from "./fakes.js";

const stopping: AbortController[] = [];
afterEach(() => stopping.splice(0).forEach((controller) => controller.abort()));

test("entries that come twice and in any order are told once and in order", async () => {
  const { feed, told } = start(new FakeLinks(() => answer(1, 0)));
  await feed.joined;
  const all = entries(1, 50);

  [...all.slice().reverse(), ...all].forEach((one) => feed.offer(one));

  await until("50 entries", () => told.entries.length >= 50);
  assert.deepEqual(sequences(told), numbers(1, 50));
});

test("a gap is read from the service after the position", async () => {
  const links = new FakeLinks((_, args) => (args[1] === null ? answer(1, 2) : answer(1, 5, entries(3, 5))));
  const { feed, told } = start(links);
  await feed.joined;

  feed.offer(entry(5));

  await until("3 entries", () => told.entries.length >= 3);
  assert.deepEqual(sequences(told), [3, 4, 5]);
  assert.deepEqual(links.calls.map((call) => call.args[1]), [null, { epoch: 1, sequence: 2 }]);
});

test("another epoch replaces what is shown", async () => {
  const latest = entries(3, 4, { epoch: 2 });
  const { feed, told } = start(new FakeLinks((_, args) => (args[1] === null ? answer(1, 3) : answer(2, 4, latest, true))));
  await feed.joined;

  feed.offer(latest[1]!);
  feed.offer(entry(5, { epoch: 2 }));

  await until("the entry of the new epoch", () => told.entries.length >= 1);
  const before = { epoch: 1, sequence: 3 };
  assert.deepEqual(told.reloads[1], { reason: "new-epoch", before, position: { epoch: 2, sequence: 4 }, latest, more: true });
  assert.deepEqual(sequences(told), [5]);
});

test("more entries than may wait are read again and none is missed", async () => {
  const all = entries(1, 3_000);
  let joins = 0;
  const { feed, told } = start(
    new FakeLinks((method, args) => {
      if (method === "GetMessages") {
        return { entries: all.slice(args[2] as number, (args[2] as number) + 300), more: true };
      }

      return joins++ === 0 ? answer(1, 0) : answer(1, 3_000, [], true);
    }),
  );
  await feed.joined;

  all.slice(1).forEach((one) => feed.offer(one));

  await until("3,000 entries", () => told.entries.length >= 3_000);
  assert.deepEqual(sequences(told), numbers(1, 3_000));
});

test("a join that fails for the moment is tried again", async () => {
  let tries = 0;
  const { feed } = start(
    new FakeLinks(() => {
      if (++tries < 3) {
        throw new ChatError("unavailable", "Later.");
      }

      return answer(1, 0);
    }),
  );

  await feed.joined;

  assert.equal(tries, 3);
});

test("a room that is refused ends with the code", async () => {
  const { feed, told } = start(
    new FakeLinks(() => {
      throw new ChatError("room-not-found", "No.");
    }),
  );

  await assert.rejects(feed.joined, { code: "room-not-found" });
  await until("the end", () => told.end !== undefined);
  assert.equal(told.end?.code, "room-not-found");
});

test("missing history is a reload and not a hole", async () => {
  // The service keeps only the entries from 50 on.
  const kept = entries(50, 60);
  const links = new FakeLinks((method) => (method === "JoinRoom" ? answer(1, 60, [], true) : { entries: kept, more: true }));
  const { feed, told } = start(links, { epoch: 1, sequence: 10 });

  await feed.joined;

  assert.deepEqual(told.entries, []);
  assert.deepEqual(told.reloads, [
    { reason: "too-far-behind", before: { epoch: 1, sequence: 10 }, position: { epoch: 1, sequence: 60 }, latest: kept, more: true },
  ]);
});

interface Told {
  readonly entries: ChatEntry[];
  readonly reloads: RoomReload[];
  end?: ChatError;
}

function start(links: FakeLinks, from?: ChatPosition): { feed: RoomFeed; told: Told } {
  const told: Told = { entries: [], reloads: [] };
  const feed = new RoomFeed(room, from, links, new Backoff(1, 5), 10_000, {
    entry: (one) => told.entries.push(one),
    reload: (reload) => told.reloads.push(reload),
    arrived: () => undefined,
    resumed: () => undefined,
    ended: (end) => (told.end = end),
  });
  const controller = new AbortController();
  stopping.push(controller);
  void feed.run(controller.signal);
  return { feed, told };
}

function answer(epoch: number, sequence: number, missed: ChatEntry[] = [], more = false): unknown {
  return { epoch, sequence, entries: missed, more };
}

function sequences(told: Told): number[] {
  return told.entries.map((one) => one.sequence);
}
