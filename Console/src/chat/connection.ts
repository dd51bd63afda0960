import "./plug";
import { ChatClient, type ChatState, keyValueStore } from "@aspire-backends/chat-client";
import { session } from "../shell/session";
import { Value } from "../ui/value";
import { OpenRoom } from "./open-room";
import { cut } from "./plug";

const roomsMax = 12;

/** The user's one connection, and the rooms that were looked at last. */
export class Connection {
  readonly state = new Value<ChatState>("idle");
  readonly cause = new Value<string | undefined>(undefined);
  readonly isCut = new Value(false);
  private readonly rooms = new Map<string, OpenRoom>();
  private readonly client: ChatClient;

  constructor(user: string) {
    this.client = new ChatClient({
      url: new URL("/hubs/chat", location.href).href,
      accessToken: async () => (await session.token()) ?? "",
      store: keyValueStore(sessionStorage, `chat:${user}:`),
      // Somebody looks: a longer pause would seem to be a fault.
      retryDelayMaxMs: 3_000,
    });
    this.client.on("state", (state, cause) => {
      this.state.set(state);
      this.cause.set(cause?.code);
      this.rooms.forEach((room) => room.linkIs(state));
    });
    void this.client.connect().catch(() => undefined);
  }

  /** The room; the one that was not looked at for longest is left. */
  open(id: string): OpenRoom {
    const room = this.rooms.get(id) ?? new OpenRoom(this.client, id);
    this.rooms.delete(id);
    this.rooms.set(id, room);
    room.joined.catch(() => this.rooms.delete(id));
    const oldest = this.rooms.keys().next().value;
    if (this.rooms.size > roomsMax && oldest !== undefined) {
      void this.rooms.get(oldest)!.leave();
      this.rooms.delete(oldest);
    }

    return room;
  }

  cut(on: boolean): void {
    this.isCut.set(on);
    cut(on);
  }

  async stop(): Promise<void> {
    cut(false);
    await this.client.stop();
  }
}
