import type { Bar } from "./waterfall";

interface Mark {
  readonly text: string;
  readonly tone: "good" | "accent" | "warn" | "bad";
  /** What it means, for who sees it for the first time. */
  readonly meaning: string;
}

/** Why a part is missing: the reasons of docs/errors.md in a sentence. */
const reasons: Readonly<Record<string, string>> = {
  timeout: "No whole answer came within the part's time or the budget.",
  unreachable: "No connection to the service, or no address for it.",
  interrupted: "The connection ended before the answer did.",
  overloaded: "The call was not made: as many as are allowed are on their way.",
  "circuit-open": "The call was not made: the service failed too often, and is left alone for a while.",
  "not-found": "The service says that there is no such thing.",
  "bad-status": "The service answered with a failure.",
  "given-up": "The answer was refused meanwhile, and nobody waited for the part.",
  "after-missing": "The part that it waits for is missing.",
  "no-value": "There is no value for its address.",
  defect: "A defect of the gateway; its log has it.",
};

/** How a part came about, beside its time: nothing for an ordinary answer. */
export function marksOf(bar: Bar): readonly Mark[] {
  const marks: Mark[] = [];
  if (bar.isFromCache) {
    marks.push(
      bar.isStale
        ? { text: "stale from cache", tone: "warn", meaning: "A kept answer past its time: a call renews it meanwhile, or has failed." }
        : { text: "from cache", tone: "good", meaning: "A kept answer: nobody was asked." },
    );
  }

  if (bar.isShared) {
    marks.push({ text: "coalesced", tone: "good", meaning: "The answer of a call that another request had made at this moment." });
  }

  if (bar.isHedged) {
    marks.push({ text: "hedged", tone: "accent", meaning: "A second call joined one that was slow; the first answer counts." });
  } else if (bar.calls > 1) {
    marks.push({ text: bar.calls === 2 ? "retried" : `${bar.calls} calls`, tone: "warn", meaning: "A call failed and was made again." });
  }

  if (bar.missing === "over-cap") {
    marks.push({ text: "over the cap", tone: "warn", meaning: "The list has more items than one call asks for: the last ones stay as they are." });
  } else if (bar.missing !== undefined) {
    const meaning = reasons[bar.missing] ?? "The answer is none that may be passed on.";
    marks.push(
      bar.isFallback
        ? { text: `fallback: ${bar.missing}`, tone: "warn", meaning: `${meaning} Something else stands in for it.` }
        : { text: `missing: ${bar.missing}`, tone: "bad", meaning },
    );
  }

  return marks;
}

/** What the marks of an answer mean, each once. */
export function Legend({ bars }: { bars: readonly Bar[] }) {
  const meanings = new Map(bars.flatMap((bar) => marksOf(bar).map((mark) => [mark.text, mark] as const)));
  return meanings.size === 0 ? null : (
    <dl class="marks small">
      {[...meanings.values()].map(({ text, tone, meaning }) => (
        <div key={text}>
          <dt>
            <span class={`badge ${tone}`}>{text}</span>
          </dt>
          <dd class="quiet">{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
