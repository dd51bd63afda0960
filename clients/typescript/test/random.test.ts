import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../src/backoff.js";
import { type ChatEntry, ChatError, type ChatPosition } from "../src/index.js";
import { RoomFeed } from "../src/feed.js";
import { entry, FakeLinks, room, until } from "./fakes.js";

// A service that drops, repeats, reorders, refuses and begins anew, by a seed: the stream stays whole and gets to its end.
for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`the stream is whole whatever the service does (seed ${seed})`, async () => {
    const random = numbersOf(seed);
    const log: ChatEntry[] = [];
    let epoch = 1;
    let at: ChatPosition | undefined;
    const broken: string[] = [];
    const links = new FakeLinks((method, args) => {
      if (random(4) === 0) {
        throw new ChatError("unavailable", "Later.");
      }

      return method === "JoinRoom" ? join(log, args[1] as ChatPosition | null) : page(log, args[2] as number | null, args[3] as number);
    });
    const feed = new RoomFeed(room, undefined, links, new Backoff(1, 5), 100, {
      entry: (one) => {
        if (one.epoch !== at?.epoch || one.sequence !== at.sequence + 1) {
          broken.push(`${one.epoch}/${one.sequence} after ${at?.epoch}/${at?.sequence}`);
        }

        at = one;
      },
      reload: (reload) => {
        if (reload.before?.epoch !== at?.epoch || reload.before?.sequence !== at?.sequence) {
          broken.push(`a reload from ${JSON.stringify(reload.before)}`);
        }

        at = reload.position;
      },
      arrived: () => undefined,
      resumed: () => undefined,
      ended: () => undefined,
    });
    const stopping = new AbortController();
    const running = feed.run(stopping.signal);
    await feed.joined;

    for (let i = 0; i < 400; i++) {
      epoch += random(150) === 0 ? 1 : 0;
      log.push(entry(log.length + 1, { epoch }));
      const told = random(5);
      // Dropped, told, or told with some of those before it in any order.
      const news = told === 0 ? [] : told === 1 ? log.slice(-5).sort(() => random(3) - 1) : log.slice(-1);
      news.forEach((one) => feed.offer(one));
      await (random(3) === 0 ? new Promise((resolve) => setTimeout(resolve, 1)) : Promise.resolve());
    }

    log.push(entry(log.length + 1, { epoch }));
    feed.offer(log.at(-1)!);

    await until("the end of the log", () => at?.epoch === epoch && at.sequence === log.length);
    stopping.abort();
    await running;
    assert.deepEqual(broken, []);
  });
}

function join(log: readonly ChatEntry[], position: ChatPosition | null): unknown {
  const last = log.at(-1) ?? { epoch: 1, sequence: 0 };
  const isKnown = position !== null && position.epoch === last.epoch;
  const missed = isKnown ? log.slice(position.sequence, position.sequence + 30) : log.slice(-20);
  return { epoch: last.epoch, sequence: last.sequence, entries: missed, more: !isKnown || missed.length === 30 };
}

function page(log: readonly ChatEntry[], after: number | null, limit: number): unknown {
  return after === null ? { entries: log.slice(-limit), more: log.length > limit } : { entries: log.slice(after, after + 30), more: log.length > after + 30 };
}

/** Whole numbers below a limit, the same for a seed (mulberry32). */
function numbersOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
