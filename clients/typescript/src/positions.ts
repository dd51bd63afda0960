import type { ChatPosition } from "./contract.js";
import type { ChatStore } from "./store.js";

const pauseMs = 1_000;

/** Writes into the store how far the program has read a room: at once, then at most every second, and at the end. */
export class PositionKeeper {
  latest: ChatPosition | undefined;
  private kept: ChatPosition | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly room: string,
    private readonly store: ChatStore,
  ) {}

  reached(position: ChatPosition): void {
    this.latest = position;
    if (this.timer === undefined) {
      this.writeAndWait();
    }
  }

  /** Writes what is not written yet; never rejects. */
  async flush(): Promise<void> {
    const { latest } = this;
    if (latest !== undefined && latest !== this.kept) {
      this.kept = latest;
      await this.store
        .writePosition(this.room, latest)
        .catch((error: unknown) => console.warn(`The position of room ${this.room} could not be kept.`, error));
    }
  }

  /** Writes the last position and no more. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.flush();
  }

  private writeAndWait(): void {
    void this.flush();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.latest !== this.kept) {
        this.writeAndWait();
      }
    }, pauseMs);
  }
}
