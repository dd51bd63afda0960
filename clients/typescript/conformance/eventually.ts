const patienceMs = 20_000;
const pauseMs = 20;

/** Reads a value until it is the expected one. */
export async function becomes<T>(what: string, read: () => T | Promise<T>, accepts: (seen: T) => boolean): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const seen = await read();
    if (accepts(seen)) {
      return;
    }

    if (performance.now() > until) {
      throw new Error(`Waited ${patienceMs / 1_000} s for ${what}; last seen: ${JSON.stringify(seen)}`);
    }

    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The promise, or a failure after the patience. */
export async function inTime<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patienceMs / 1_000} s for ${what}`)), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
