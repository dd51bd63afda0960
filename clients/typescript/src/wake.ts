/** Wakes the one that waits; a wake while nobody waits is remembered, once. */
export class Wake {
  private isSet = false;
  private waiter: (() => void) | undefined;

  set(): void {
    this.isSet = true;
    this.waiter?.();
  }

  /** Ends with a wake, after the limit, or with the signal; never rejects. */
  wait(signal: AbortSignal, limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = limitMs === undefined ? undefined : setTimeout(end, limitMs);
      const waiter = (): void => {
        this.isSet = false;
        end();
      };
      const self = this;
      function end(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        if (self.waiter === waiter) {
          self.waiter = undefined;
        }

        resolve();
      }

      this.waiter = waiter;
      signal.addEventListener("abort", end);
      if (this.isSet) {
        waiter();
      } else if (signal.aborted) {
        end();
      }
    });
  }
}

/** Waits so long, or until the signal; never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Wake().wait(signal, milliseconds);
}

/** The promise, or a rejection with the signal's end. What the promise does later is nobody's concern. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined, reason: () => Error): Promise<T> {
  if (signal === undefined) {
    return promise;
  }

  return new Promise((resolve, reject) => {
    const abort = (): void => reject(reason());
    if (signal.aborted) {
      promise.catch(() => undefined);
      abort();
      return;
    }

    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
