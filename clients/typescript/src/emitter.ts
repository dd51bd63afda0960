/** Handlers by the name of what they hear. */
export class Emitter<Events extends { [name in keyof Events]: unknown[] }> {
  private readonly handlers: { [Name in keyof Events]?: Set<(...values: Events[Name]) => void> } = {};

  /** Adds a handler; answers how to take it back. */
  on<Name extends keyof Events>(name: Name, handler: (...values: Events[Name]) => void): () => void {
    const all = (this.handlers[name] ??= new Set());
    all.add(handler);
    return () => all.delete(handler);
  }

  emit<Name extends keyof Events>(name: Name, ...values: Events[Name]): void {
    for (const handler of [...(this.handlers[name] ?? [])]) {
      try {
        handler(...values);
      } catch (error) {
        // What a handler throws is the program's: it must end neither the connection that called it nor the process.
        console.error(`A handler of "${String(name)}" failed.`, error);
      }
    }
  }
}
