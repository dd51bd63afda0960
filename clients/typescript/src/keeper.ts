import { Backoff } from "./backoff.js";
import { asChatError, ChatError, ChatErrorCodes, lost, stopped } from "./errors.js";
import { HubLink, type Link, type LinkListener, type Links } from "./link.js";
import type { CheckedOptions } from "./options.js";
import { Transports } from "./transports.js";
import { orAbort, pause } from "./wake.js";

/** How a client stands to the service. */
export type ChatState = "idle" | "connecting" | "connected" | "reconnecting" | "stopped";

/** How long a connection that was left may go on with its calls. */
const farewellMs = 5_000;

/** Refused tokens in a row; the first may have ended on the way. */
const refusalsMax = 2;

/** A connection that lives that long was a good one; before, the pauses grow. */
const goodLifeMs = 10_000;

/** What the keeper tells the client. */
export interface KeeperEvents {
  /** A connection is up, and rooms should be joined on it. */
  up(): void;
  changed(state: ChatState, cause?: ChatError): void;
  /** Ends when all rooms are joined on the connection. */
  rejoined(link: Link): Promise<unknown>;
}

/**
 * Keeps one connection up: makes it, makes the next when it is lost, and moves to another before it is closed when the
 * service asks for that.
 */
export class ConnectionKeeper implements Links {
  private readonly backoff: Backoff;
  private readonly transports = new Transports();
  private readonly stopping = new AbortController();
  private current: HubLink | undefined;
  private end: ChatError | undefined;
  private waiters: { resolve(link: Link): void; reject(error: ChatError): void }[] = [];
  private running: Promise<void> = Promise.resolve();
  private currentState: ChatState = "idle";

  constructor(
    private readonly options: CheckedOptions,
    private readonly listener: LinkListener,
    private readonly events: KeeperEvents,
  ) {
    this.backoff = new Backoff(options.retryDelayMinMs, options.retryDelayMaxMs);
  }

  get state(): ChatState {
    return this.currentState;
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  start(): void {
    if (this.currentState === "idle") {
      this.become("connecting");
      this.running = this.run();
    }
  }

  link(signal: AbortSignal): Promise<Link> {
    if (this.end !== undefined) {
      return Promise.reject(this.end);
    }

    if (this.current !== undefined) {
      return Promise.resolve(this.current);
    }

    let waiter!: (typeof this.waiters)[number];
    const waiting = new Promise<Link>((resolve, reject) => this.waiters.push((waiter = { resolve, reject })));
    return orAbort(waiting, signal, stopped).finally(() => (this.waiters = this.waiters.filter((other) => other !== waiter)));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.finish(stopped());
  }

  private async run(): Promise<void> {
    let link: HubLink | undefined;
    try {
      link = await this.open();
      for (let losses = 1; !this.stopping.signal.aborted; losses++) {
        const since = performance.now();
        this.serveBy(link);
        const next = await this.serve(link);
        if (next === undefined) {
          const code = await link.closed;
          this.lose(code);
          losses = performance.now() - since < goodLifeMs ? losses : 1;
          // At least once: all clients of a node that dies are here at the same moment.
          await pause(this.backoff.after(losses), this.stopping.signal);
          link = await this.open();
        } else {
          link = next;
        }
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        const end = asChatError(error);
        this.finish(end, end);
      }
    } finally {
      await link?.dispose();
    }
  }

  /** Tries until it succeeds, is stopped, or is refused for good. */
  private async open(): Promise<HubLink> {
    for (let failures = 1, refusals = 0; ; failures++) {
      try {
        const link = await HubLink.open(this.options, this.transports, this.listener, this.stopping.signal);
        if (this.stopping.signal.aborted) {
          await link.dispose();
        }

        this.stopping.signal.throwIfAborted();
        return link;
      } catch (error) {
        this.stopping.signal.throwIfAborted();
        const failed = asChatError(error);
        if (!failed.isTransient && ++refusals >= refusalsMax) {
          throw failed;
        }

        await pause(this.backoff.after(failures), this.stopping.signal);
        this.stopping.signal.throwIfAborted();
      }
    }
  }

  /** Until the connection is lost (undefined), or the next one stands beside it. */
  private async serve(link: HubLink): Promise<HubLink | undefined> {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    this.stopping.signal.addEventListener("abort", end);
    void link.closed.then(end);
    try {
      let delayMs = await orAbort(link.leaveRequested, ended.signal, lost).catch(() => 0);
      for (let failures = 1; !ended.signal.aborted; failures++) {
        await pause(delayMs, ended.signal);
        if (ended.signal.aborted) {
          break;
        }

        try {
          const next = await HubLink.open(this.options, this.transports, this.listener, this.stopping.signal);
          void this.leave(link, next);
          return next;
        } catch {
          delayMs = this.backoff.after(failures);
        }
      }

      this.stopping.signal.throwIfAborted();
      return undefined;
    } finally {
      this.stopping.signal.removeEventListener("abort", end);
    }
  }

  /** The old connection delivers until the rooms are joined on the new one: what comes twice is dropped by its sequence. */
  private async leave(old: HubLink, next: HubLink): Promise<void> {
    const limit = new AbortController();
    await Promise.race([this.events.rejoined(next), next.closed, pause(farewellMs, limit.signal)]);
    limit.abort();
    await old.retire(farewellMs);
  }

  private serveBy(link: HubLink): void {
    this.current = link;
    for (const waiter of this.waiters.splice(0)) {
      waiter.resolve(link);
    }

    if (this.currentState !== "connected") {
      this.become("connected");
    }

    this.events.up();
  }

  private lose(code: string | undefined): void {
    this.current = undefined;
    const cause = code === undefined ? lost() : new ChatError(code, `The service has closed the connection: ${code}.`);
    // Any other code may have ended its cause by the next try; if not, that try is told so.
    if (code === ChatErrorCodes.revoked) {
      throw cause;
    }

    this.become("reconnecting", cause);
  }

  private finish(end: ChatError, cause?: ChatError): void {
    if (this.currentState === "stopped") {
      return;
    }

    this.end = end;
    this.current = undefined;
    for (const waiter of this.waiters.splice(0)) {
      waiter.reject(end);
    }

    this.become("stopped", cause);
  }

  private become(state: ChatState, cause?: ChatError): void {
    this.currentState = state;
    this.events.changed(state, cause);
  }
}
