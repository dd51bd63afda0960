import type { ChatEntry } from "../src/index.js";
import type { Link, Links } from "../src/link.js";
import { check, type CheckedOptions } from "../src/options.js";
import { madeAt, newClientMessageId } from "../src/ids.js";

export const room = "lobby";

/** A service of one function, and no network. */
export class FakeLinks implements Links, Link {
  hasEnded = false;
  readonly calls: { method: string; args: unknown[] }[] = [];

  constructor(public answer: (method: string, args: unknown[]) => unknown) {}

  link(): Promise<Link> {
    return Promise.resolve(this);
  }

  async invoke(method: string, ...args: unknown[]): Promise<unknown> {
    await Promise.resolve();
    this.calls.push({ method, args });
    return this.answer(method, args);
  }
}

/** Options of a client that loses no time. */
export function fast(more: Partial<CheckedOptions> = {}): CheckedOptions {
  return { ...check({ url: "http://127.0.0.1/hubs/chat", retryDelayMinMs: 1, retryDelayMaxMs: 5 }), ...more };
}

export function entry(sequence: number, more: Partial<ChatEntry> = {}): ChatEntry {
  const id = newClientMessageId(Date.now());
  return { room, epoch: 1, sequence, ordinal: sequence, kind: "message", id, sender: "ann", sentAt: new Date(madeAt(id)), text: `message ${sequence}`, ...more };
}

export function entries(first: number, last: number, more: Partial<ChatEntry> = {}): ChatEntry[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => entry(first + index, more));
}

export function numbers(first: number, last: number): number[] {
  return entries(first, last).map((numbered) => numbered.sequence);
}

/** Waits until the condition holds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > end) {
      throw new Error(`Waited 5 s for ${what}.`);
    }

    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
