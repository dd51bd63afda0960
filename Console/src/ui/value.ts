import { useEffect, useState } from "preact/hooks";

/** Something that changes and tells who listens. */
export class Value<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private held: T) {}

  get current(): T {
    return this.held;
  }

  set(value: T): void {
    if (value !== this.held) {
      this.held = value;
      for (const listener of [...this.listeners]) {
        listener();
      }
    }
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

/** The value, and another rendering with every change of it. */
export function useValue<T>(value: Value<T>): T {
  const [seen, see] = useState({ of: value.current });
  useEffect(() => {
    const look = (): void => see({ of: value.current });
    // It may have changed between the rendering and now.
    look();
    return value.subscribe(look);
  }, [value]);
  return seen.of === value.current ? seen.of : value.current;
}
