import type { ChatEntry, ChatPosition } from "@aspire-backends/chat-client";

/** What an onlooker counts who trusts nobody: the numbers as they come, against the one that must come next. */
export interface Watched {
  readonly position: ChatPosition | undefined;
  readonly entries: number;
  readonly gaps: number;
  readonly repeats: number;
  /** Times that the connection was lost and the room went on. */
  readonly resumes: number;
  /** Entries that came with a resume, since they had been missed. */
  readonly caughtUp: number;
  /** Times that the room was shown anew, and why. */
  readonly reloads: readonly string[];
  /** The last numbers as they came. */
  readonly last: readonly { readonly sequence: number; readonly verdict: "next" | "gap" | "repeat" | "resumed" }[];
}

const lastMax = 48;

export const nothing: Watched = { position: undefined, entries: 0, gaps: 0, repeats: 0, resumes: 0, caughtUp: 0, reloads: [], last: [] };

export function afterEntry(seen: Watched, entry: ChatEntry, isCatchingUp: boolean): Watched {
  const { position } = seen;
  const isSameEpoch = position === undefined || position.epoch === entry.epoch;
  const verdict = !isSameEpoch || position === undefined || entry.sequence === position.sequence + 1 ? (isCatchingUp ? "resumed" : "next") : entry.sequence <= position.sequence ? "repeat" : "gap";
  return {
    ...seen,
    position: verdict === "repeat" ? position : { epoch: entry.epoch, sequence: entry.sequence },
    entries: seen.entries + 1,
    gaps: seen.gaps + (verdict === "gap" ? 1 : 0),
    repeats: seen.repeats + (verdict === "repeat" ? 1 : 0),
    caughtUp: seen.caughtUp + (verdict === "resumed" ? 1 : 0),
    last: [...seen.last, { sequence: entry.sequence, verdict } as const].slice(-lastMax),
  };
}

export function afterReload(seen: Watched, reason: string, position: ChatPosition): Watched {
  return { ...seen, position, reloads: reason === "joined" ? seen.reloads : [...seen.reloads, reason].slice(-5) };
}
