/** Lets so many act at the same time; the others wait in the order in which they came. */
export class Turns {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.free = atOnce;
  }

  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.free > 0) {
      this.free--;
    } else {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }

    try {
      return await act();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) {
        this.free++;
      } else {
        next();
      }
    }
  }

  /** Acts if it can at once; undefined: it cannot. */
  tryRun<T>(act: () => Promise<T>): Promise<T> | undefined {
    return this.free > 0 ? this.run(act) : undefined;
  }
}
