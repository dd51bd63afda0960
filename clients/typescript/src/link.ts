import { HttpTransportType, type HubConnection, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { MessagePackHubProtocol } from "@microsoft/signalr-protocol-msgpack";
import type { ChatEntry, PresenceChange } from "./contract.js";
import { lost, ofInvocation, ofStart } from "./errors.js";
import type { CheckedOptions } from "./options.js";
import type { Transports } from "./transports.js";
import { pause } from "./wake.js";
import { toChange, toEntry } from "./wire.js";

/** Hears what the service says. */
export interface LinkListener {
  appended(entry: ChatEntry): void;
  stored(room: string, sequence: number): void;
  typingStarted(room: string, user: string): void;
  presenceChanged(room: string, change: PresenceChange): void;
  /** The user is no longer a member of the room. */
  removed(room: string): void;
  readReceipt(room: string, user: string, sequence: number): void;
}

/** A connection as rooms and outbox use it: SignalR's, or a test's. */
export interface Link {
  /** @throws ChatError with the refusal's code, or `connection-lost`. */
  invoke(method: string, ...args: unknown[]): Promise<unknown>;
}

/** Gives the connection that serves at the moment, and waits where there is none. */
export interface Links {
  /** True where there will be no connection any more. */
  readonly hasEnded: boolean;
  /** @throws ChatError where the client was stopped, or with the signal. */
  link(signal: AbortSignal): Promise<Link>;
}

/** One connection of SignalR, from its start to its end; whatever fails on it is a `ChatError`. */
export class HubLink implements Link {
  /** Ends with the connection; the code of `Cut`, if there was one. */
  readonly closed: Promise<string | undefined>;
  /** Ends when the service asks to leave this connection after so many milliseconds. */
  readonly leaveRequested: Promise<number>;
  isClosed = false;
  private calls = 0;
  private quiet: (() => void) | undefined;
  private readonly close: () => void;

  private constructor(
    private readonly hub: HubConnection,
    private readonly options: CheckedOptions,
    listener: LinkListener,
  ) {
    let cut: string | undefined;
    let close!: (code: string | undefined) => void;
    let leave!: (delayMs: number) => void;
    this.closed = new Promise((resolve) => (close = resolve));
    this.leaveRequested = new Promise((resolve) => (leave = resolve));
    this.close = () => {
      this.isClosed = true;
      close(cut);
    };
    hub.serverTimeoutInMilliseconds = options.serverTimeoutMs;
    hub.on("Appended", (entry: unknown) => listener.appended(toEntry(entry)));
    hub.on("Stored", (room: string, sequence: number) => listener.stored(room, sequence));
    hub.on("TypingStarted", (room: string, user: string) => listener.typingStarted(room, user));
    hub.on("PresenceChanged", (room: string, change: unknown) => listener.presenceChanged(room, toChange(change)));
    hub.on("Removed", (room: string) => listener.removed(room));
    hub.on("ReadReceipt", (room: string, user: string, sequence: number) => listener.readReceipt(room, user, sequence));
    hub.on("Reconnect", (delayMs: number) => leave(Math.min(Math.max(delayMs, 0), 60_000)));
    hub.on("Cut", (code: string) => (cut = code));
    hub.onclose(this.close);
  }

  /** @throws ChatError where the connection was refused or could not be made. */
  static async open(options: CheckedOptions, transports: Transports, listener: LinkListener, signal: AbortSignal): Promise<HubLink> {
    const link = new HubLink(build(options, transports.allowed), options, listener);
    const started = link.hub.start();
    const limit = new AbortController();
    const abort = (): void => limit.abort();
    signal.addEventListener("abort", abort);
    const late = pause(options.answerTimeoutMs, limit.signal).then(() => {
      throw lost("The connection took too long.");
    });
    try {
      await Promise.race([started, late]);
      transports.opened();
      return link;
    } catch (error) {
      transports.failed(error);
      started.catch(() => undefined);
      void link.dispose();
      throw ofStart(error);
    } finally {
      late.catch(() => undefined);
      limit.abort();
      signal.removeEventListener("abort", abort);
    }
  }

  async invoke(method: string, ...args: unknown[]): Promise<unknown> {
    this.calls++;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        // A connection that gives no answer may be half open: the next one will know.
        void this.dispose();
        reject(lost("No answer came in time."));
      }, this.options.answerTimeoutMs);
    });
    try {
      return await Promise.race([this.hub.invoke(method, ...args), late]);
    } catch (error) {
      throw ofInvocation(error);
    } finally {
      clearTimeout(timer);
      this.calls--;
      if (this.calls === 0) {
        this.quiet?.();
      }
    }
  }

  /** Closes the connection when no call is open on it, or after the limit. */
  async retire(limitMs: number): Promise<void> {
    if (this.calls > 0) {
      const limit = new AbortController();
      const idle = new Promise<void>((resolve) => (this.quiet = resolve));
      await Promise.race([idle, this.closed, pause(limitMs, limit.signal)]);
      limit.abort();
    }

    await this.dispose();
  }

  /** Never rejects. */
  async dispose(): Promise<void> {
    this.close();
    await this.hub.stop().catch(() => undefined);
  }
}

function build(options: CheckedOptions, transports: HttpTransportType): HubConnection {
  const { accessToken } = options;
  const builder = new HubConnectionBuilder().configureLogging(LogLevel.None).withUrl(options.url, {
    ...(accessToken === undefined ? {} : { accessTokenFactory: accessToken }),
    transport: options.webSocketsOnly ? HttpTransportType.WebSockets : transports,
    skipNegotiation: options.webSocketsOnly,
  });
  return options.protocol === "messagepack" ? builder.withHubProtocol(new MessagePackHubProtocol()).build() : builder.build();
}
