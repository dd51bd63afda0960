/** A time that the service has named is waited for, but not for ever. */
const hintMaxMs = 30_000;

/** Pauses before retries: twice as long each time up to a maximum, and spread, so that a herd does not come back at once. */
export class Backoff {
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** The same, and at least as long as the service wants to be left alone. */
  afterRefusal(failures: number, retryAfterMs = 0): number {
    const pause = this.after(failures);
    // Those who were refused together come back one after the other.
    return pause >= retryAfterMs ? pause : Math.min(retryAfterMs, hintMaxMs) + pause / 2;
  }

  /** The pause before the retry that follows so many failures; half to all of the doubled time. */
  after(failures: number): number {
    const doubled = this.firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30);
    return Math.min(doubled, this.longestMs) * (0.5 + this.random() / 2);
  }
}
