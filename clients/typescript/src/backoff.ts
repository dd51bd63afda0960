/** Pauses before retries: twice as long each time up to a maximum, and spread, so that a herd does not come back at once. */
export class Backoff {
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** The pause before the retry that follows so many failures; half to all of the doubled time. */
  after(failures: number): number {
    const doubled = this.firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30);
    return Math.min(doubled, this.longestMs) * (0.5 + this.random() / 2);
  }
}
