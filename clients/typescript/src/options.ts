import { type ChatStore, memoryStore } from "./store.js";

/** Where a client connects, and how long and how much it tries. */
export interface ChatClientOptions {
  /** Address of the hub, such as `https://host/hubs/chat`. */
  readonly url: string;
  /** Gives the bearer token, anew before every connection. Default: none. */
  readonly accessToken?: () => string | Promise<string>;
  /** Encoding on the wire. Default: `"json"`. */
  readonly protocol?: "json" | "messagepack";
  /**
   * Connects by WebSockets at once, without SignalR's negotiation: one round trip less and no need of sticky sessions, but
   * no other transport, and a refused token looks like a lost connection. Default: false.
   */
  readonly webSocketsOnly?: boolean;
  /** Keeps outbox and positions over a reload or restart. Default: memory alone. */
  readonly store?: ChatStore;
  /** Time one call may wait for its answer; then the connection is taken for lost. Default: 15,000. */
  readonly answerTimeoutMs?: number;
  /** Silence after which the connection is taken for lost; the service says something every 15 seconds. Default: 30,000. */
  readonly serverTimeoutMs?: number;
  /** First pause before a retry; it doubles, with jitter. Default: 250. */
  readonly retryDelayMinMs?: number;
  /** Longest pause before a retry. Default: 30,000. */
  readonly retryDelayMaxMs?: number;
  /** Most messages that wait to be sent; more are refused with `outbox-full`. Default: 1,000. */
  readonly outboxLimit?: number;
  /** How long a message is tried before it fails with `gave-up`. Default: 1 day. */
  readonly giveUpAfterMs?: number;
  /** Most entries that a resume reads one by one; beyond it the room is reloaded. Default: 10,000. */
  readonly resumeEntriesMax?: number;
}

/** All options, with the defaults where none was given. */
export type CheckedOptions = Required<Omit<ChatClientOptions, "accessToken">> & Pick<ChatClientOptions, "accessToken">;

const timerMax = 2 ** 31 - 1;

/** @throws RangeError that names the option, its value and what is allowed. */
export function check(options: ChatClientOptions): CheckedOptions {
  const checked: CheckedOptions = {
    protocol: "json",
    webSocketsOnly: false,
    store: options.store ?? memoryStore(),
    answerTimeoutMs: 15_000,
    serverTimeoutMs: 30_000,
    retryDelayMinMs: 250,
    retryDelayMaxMs: 30_000,
    outboxLimit: 1_000,
    giveUpAfterMs: 86_400_000,
    resumeEntriesMax: 10_000,
    ...options,
  };
  within("answerTimeoutMs", checked.answerTimeoutMs, 1, timerMax);
  within("serverTimeoutMs", checked.serverTimeoutMs, 1, timerMax);
  within("retryDelayMinMs", checked.retryDelayMinMs, 1, timerMax);
  within("retryDelayMaxMs", checked.retryDelayMaxMs, checked.retryDelayMinMs, 3_600_000);
  within("outboxLimit", checked.outboxLimit, 1, 100_000);
  within("giveUpAfterMs", checked.giveUpAfterMs, 1, Number.MAX_SAFE_INTEGER);
  within("resumeEntriesMax", checked.resumeEntriesMax, 1, 1_000_000);
  return checked;
}

function within(key: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) {
    throw new RangeError(`${key} is ${value}; allowed: ${least} to ${most}.`);
  }
}
