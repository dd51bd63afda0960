import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError } from "./http";

/** The last answer, and the failure since then, if any. */
export interface Polled<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
}

/** Reads again and again while the page is seen: the next read begins a pause after the last one ended. */
export function usePoll<T>(readOnce: (signal: AbortSignal) => Promise<T>, pauseMs: number, key = ""): Polled<T> {
  const [polled, set] = useState<Polled<T>>({ data: undefined, error: undefined });
  useEffect(() => {
    const stopping = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isReading = false;
    const run = async (): Promise<void> => {
      isReading = true;
      try {
        const data = await readOnce(stopping.signal);
        set({ data, error: undefined });
      } catch (error) {
        if (stopping.signal.aborted) {
          return;
        }

        set((before) => ({ data: before.data, error: asApiError(error) }));
      } finally {
        isReading = false;
      }

      if (!stopping.signal.aborted && !document.hidden) {
        timer = setTimeout(run, pauseMs);
      } else {
        timer = undefined;
      }
    };
    const seen = (): void => {
      if (!document.hidden && timer === undefined && !isReading) {
        void run();
      }
    };
    void run();
    document.addEventListener("visibilitychange", seen);
    return () => {
      stopping.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [key]);
  return polled;
}
