import { milliseconds } from "../ui/format";
import type { Sent } from "./send";

/** The last answers, newest first: how long each took and whether it was whole. */
export function Recent({ sent }: { sent: readonly Sent[] }) {
  if (sent.length === 0) {
    return null;
  }

  const longest = Math.max(...sent.map(({ totalMs }) => totalMs), 1);
  return (
    <section class="card" aria-labelledby="recent-title">
      <header>
        <h2 id="recent-title">Last answers</h2>
      </header>
      <ol class="recent">
        {sent.slice(0, 12).map((answer) => {
          const missing = answer.bars.filter((bar) => bar.missing !== undefined).map(({ name }) => name);
          const tone = answer.error !== undefined ? "bad" : missing.length > 0 ? "warn" : "good";
          return (
            <li key={answer.at}>
              <span class={`dot ${tone}`} />
              <span class="recent-track" aria-hidden="true">
                <span class={tone} style={{ width: `${(answer.totalMs / longest) * 100}%` }} />
              </span>
              <span class="number">{milliseconds(answer.totalMs)}</span>
              <span class="quiet small">{answer.error?.code ?? (missing.length > 0 ? `without ${missing.join(", ")}` : "whole")}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
