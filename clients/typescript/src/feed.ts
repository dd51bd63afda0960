import type { Backoff } from "./backoff.js";
import type { ChatEntry, ChatPosition, HistoryPage, JoinAnswer } from "./contract.js";
import { asChatError, ChatError, ChatErrorCodes, stopped } from "./errors.js";
import type { Link, Links } from "./link.js";
import { PendingEntries } from "./pending.js";
import { Wake } from "./wake.js";
import { toJoinAnswer, toPage } from "./wire.js";

/** Most entries of a page; the service gives no more. */
const pageMax = 300;

/** Entries that a reload shows. */
const latest = 50;

/** Entries that wait for one before them. */
const pendingMax = 1_024;

/**
 * Why a room begins anew: it was `joined` without a position; the service had to begin the room's order anew (`new-epoch`:
 * entries that were shown may be gone); it stands before the position (`position-unknown`); or more was missed than is read
 * one by one, or a part of it is kept no longer (`too-far-behind`).
 */
export type ReloadReason = "joined" | "new-epoch" | "position-unknown" | "too-far-behind";

/**
 * What is shown of the room is to be replaced: it begins at `latest`, and the next entry follows after `position`. Older
 * entries are read by `room.history({ before })` before the first of them.
 */
export interface RoomReload {
  readonly reason: ReloadReason;
  /** How far the room was read until now. */
  readonly before: ChatPosition | undefined;
  /** Where the stream goes on. */
  readonly position: ChatPosition;
  /** The latest entries, ascending. */
  readonly latest: readonly ChatEntry[];
  /** There are older ones. */
  readonly more: boolean;
}

/** Hears the room's one stream. */
export interface FeedListener {
  entry(entry: ChatEntry): void;
  reload(reload: RoomReload): void;
  /** Every entry as it arrives, before it has waited for its turn. */
  arrived(entry: ChatEntry): void;
  /** The room is joined on a connection; the epoch is the room's. */
  resumed(epoch: number): void;
  /** The room ended: by the service's refusal, or by `client-stopped`. */
  ended(end: ChatError): void;
}

/**
 * Makes one ordered stream of a room out of connections that come and go. There is one way to repair anything, be it a new
 * connection, a gap, an overflow or another epoch: join with the position, and page what was missed.
 */
export class RoomFeed {
  /** Ends when the room is joined for the first time, or is refused. */
  readonly joined: Promise<void>;
  private readonly pending = new PendingEntries(pendingMax);
  private readonly wake = new Wake();
  private readonly linkChange = new Wake();
  private joinedOn: Link | undefined;
  private joinsInARow = 0;
  private ended = false;
  private removed = false;
  private rejoinWaiters: (() => void)[] = [];
  private resolveJoined!: () => void;
  private rejectJoined!: (error: ChatError) => void;

  constructor(
    private readonly room: string,
    private position: ChatPosition | undefined,
    private readonly links: Links,
    private readonly backoff: Backoff,
    private readonly resumeEntriesMax: number,
    private readonly listener: FeedListener,
  ) {
    this.joined = new Promise((resolve, reject) => {
      this.resolveJoined = resolve;
      this.rejectJoined = reject;
    });
    this.joined.catch(() => undefined);
  }

  /** Takes an entry that the service appended, in any order and as often as it comes. */
  offer(entry: ChatEntry): void {
    this.listener.arrived(entry);
    this.pending.add(entry);
    // While a join is asked for or paged, it says first what came before.
    if (this.joinedOn !== undefined) {
      this.deliver();
    }

    this.wake.set();
  }

  /** The user is no longer a member: the room ends after what came before. */
  remove(): void {
    this.removed = true;
    this.wake.set();
  }

  /** There may be another connection. */
  linkChanged(): void {
    this.linkChange.set();
    this.wake.set();
  }

  /** Ends when the room is joined on the connection. */
  async whenJoinedOn(link: Link): Promise<void> {
    while (this.joinedOn !== link && !this.ended) {
      await new Promise<void>((resolve) => this.rejoinWaiters.push(resolve));
    }
  }

  /** Runs until the signal ends it or the service refuses the room; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let end: ChatError | undefined;
    for (let failures = 0; end === undefined; ) {
      try {
        await this.step(signal);
        failures = 0;
      } catch (error) {
        const failed = asChatError(error);
        if (signal.aborted) {
          end = stopped();
        } else if (failed.isTransient) {
          await this.linkChange.wait(signal, this.backoff.afterRefusal(++failures, failed.retryAfterMs));
        } else {
          end = failed;
        }
      }
    }

    this.ended = true;
    this.rejectJoined(end);
    this.tellRejoined();
    this.listener.ended(end);
  }

  /** 1. What is in order goes to the program. 2. What is missing is asked for. 3. Nothing to do: waits. */
  private async step(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.deliver();
    if (this.removed) {
      throw new ChatError(ChatErrorCodes.removed, "The user is no longer a member of the room.");
    }

    const link = await this.links.link(signal);
    if (link === this.joinedOn && this.position !== undefined && !this.pending.lacksAfter(this.position)) {
      this.joinsInARow = 0;
      await this.wake.wait(signal);
      return;
    }

    // The answer to a join ends every gap; one that is still there is asked for again, but not at once.
    if (link === this.joinedOn && this.joinsInARow > 0) {
      await this.linkChange.wait(signal, this.backoff.after(this.joinsInARow));
    }

    this.joinsInARow++;
    await this.join(link, signal);
  }

  private deliver(): void {
    for (let entry; this.position !== undefined && (entry = this.pending.takeAfter(this.position)) !== undefined; ) {
      this.accept(entry);
    }

    if (this.position !== undefined) {
      this.pending.forgetUpTo(this.position);
    }
  }

  private async join(link: Link, signal: AbortSignal): Promise<void> {
    this.pending.beginAsking();
    this.joinedOn = undefined;
    const before = this.position;
    const answer = toJoinAnswer(await link.invoke("JoinRoom", this.room, before ?? null));
    signal.throwIfAborted();
    this.listener.resumed(answer.epoch);
    if (before === undefined) {
      this.reload("joined", answer);
    } else if (answer.epoch !== before.epoch) {
      this.reload("new-epoch", answer);
    } else if (answer.sequence < before.sequence) {
      this.reload("position-unknown", answer);
    } else {
      await this.catchUp(link, before, answer, signal);
    }

    this.joinedOn = link;
    this.resolveJoined();
    this.tellRejoined();
  }

  private async catchUp(link: Link, before: ChatPosition, answer: JoinAnswer, signal: AbortSignal): Promise<void> {
    if (answer.sequence - before.sequence > this.resumeEntriesMax) {
      await this.reloadLatest(link, answer);
      return;
    }

    this.acceptAll(answer.entries);
    while (this.position!.sequence < answer.sequence) {
      const page = await this.page(link, null, this.position!.sequence, pageMax);
      signal.throwIfAborted();
      if (!this.acceptAll(page.entries)) {
        // What follows is kept no longer, or belongs to an epoch that began meanwhile.
        await this.reloadLatest(link, answer);
        return;
      }
    }
  }

  private async reloadLatest(link: Link, answer: JoinAnswer): Promise<void> {
    const page = await this.page(link, null, null, latest);
    const last = page.entries.at(-1) ?? answer;
    const reason = last.epoch > this.position!.epoch ? "new-epoch" : "too-far-behind";
    this.reload(reason, { epoch: last.epoch, sequence: Math.max(last.sequence, answer.sequence), ...page });
  }

  private async page(link: Link, before: number | null, after: number | null, limit: number): Promise<HistoryPage> {
    return toPage(await link.invoke("GetMessages", this.room, before, after, limit));
  }

  private reload(reason: ReloadReason, answer: JoinAnswer): void {
    answer.entries.forEach((entry) => this.listener.arrived(entry));
    const before = this.position;
    this.position = { epoch: answer.epoch, sequence: answer.sequence };
    this.listener.reload({ reason, before, position: this.position, latest: answer.entries, more: answer.more });
  }

  /** False where the entries do not take the room on. */
  private acceptAll(entries: readonly ChatEntry[]): boolean {
    const began = this.position;
    for (const entry of entries) {
      this.listener.arrived(entry);
      if (entry.epoch === this.position!.epoch && entry.sequence === this.position!.sequence + 1) {
        this.accept(entry);
      }
    }

    return this.position !== began;
  }

  private accept(entry: ChatEntry): void {
    this.position = { epoch: entry.epoch, sequence: entry.sequence };
    this.listener.entry(entry);
  }

  private tellRejoined(): void {
    for (const resolve of this.rejoinWaiters.splice(0)) {
      resolve();
    }
  }
}
