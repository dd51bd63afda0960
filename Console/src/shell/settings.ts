import type { Settings } from "../api/contract";
import { Value } from "../ui/value";

/** What the gateway offers here; undefined until it has said so. */
export const settings = new Value<Settings | undefined>(undefined);

/** Asks until there is an answer: without it nothing can be decided. */
export async function loadSettings(failed: () => void): Promise<Settings> {
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, 4_000)) {
    try {
      const answer = await fetch("/console/settings", { headers: { accept: "application/json" } });
      if (answer.ok) {
        const read = (await answer.json()) as Settings;
        settings.set(read);
        return read;
      }
    } catch {
      // The gateway is away: again in a moment.
    }

    failed();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
