import { bytes, milliseconds } from "../ui/format";
import { Failure } from "../ui/states";
import { Json } from "../ui/json";
import { Legend, marksOf } from "./marks";
import type { Sent } from "./send";
import type { Bar } from "./waterfall";

/** The waterfall of an answer, and the answer. */
export function Result({ sent, budgetMs }: { sent: Sent; budgetMs: number | undefined }) {
  const isPartial = sent.status < 400 && sent.bars.some((bar) => bar.missing !== undefined);
  return (
    <>
      <section class="card" aria-labelledby="waterfall-title">
        <header>
          <h2 id="waterfall-title">Waterfall</h2>
          <div class="row small" role="status">
            <span class={`badge ${sent.status >= 400 || sent.status === 0 ? "bad" : isPartial ? "warn" : "good"}`}>
              {sent.status === 0 ? "no answer" : `${sent.status}${isPartial ? ", partial" : ""}`}
            </span>
            <span class="number">{milliseconds(sent.totalMs)}</span>
            <span class="number quiet">{bytes(sent.bytes)}</span>
            {sent.etag !== null && (
              <span class="quiet">
                ETag <code>{sent.etag}</code>
              </span>
            )}
            {sent.age !== null && <span class="quiet">age {sent.age} s</span>}
          </div>
        </header>
        {sent.error !== undefined && <Failure error={sent.error} />}
        {sent.bars.some((bar) => bar.durationMs !== undefined) ? (
          <>
            <Bars sent={sent} budgetMs={budgetMs} />
            <Legend bars={sent.bars} />
          </>
        ) : sent.status === 0 ? null : (
          <p class="quiet small">The answer does not say how long its parts took: {milliseconds(sent.totalMs)} in all.</p>
        )}
      </section>
      {sent.status !== 0 && (
        <section class="card" aria-labelledby="merged-title">
          <header>
            <h2 id="merged-title">Answer</h2>
            <code class="quiet">{sent.address}</code>
          </header>
          <Json value={sent.json} label="The merged answer" />
        </section>
      )}
    </>
  );
}

function Bars({ sent, budgetMs }: { sent: Sent; budgetMs: number | undefined }) {
  const longest = Math.max(...sent.bars.map((bar) => (bar.startMs ?? 0) + (bar.durationMs ?? 0)), 1);
  // Beside a fast answer the budget would press all bars to the edge: it is drawn where it is near.
  const showsBudget = budgetMs !== undefined && longest > budgetMs / 4;
  const scale = showsBudget ? Math.max(longest, budgetMs) * 1.04 : longest * 1.08;
  return (
    <div class="waterfall">
      <ul>
        {sent.bars.map((bar) => (
          <BarRow key={bar.name} bar={bar} scale={scale} />
        ))}
      </ul>
      {showsBudget && <BudgetLine share={budgetMs / scale} budgetMs={budgetMs} />}
    </div>
  );
}

/** Parts that wait for none begin together; less than this is the gateway's own work. */
const waitShownMs = 1;

function BarRow({ bar, scale }: { bar: Bar; scale: number }) {
  const left = ((bar.startMs ?? 0) / scale) * 100;
  const width = ((bar.durationMs ?? 0) / scale) * 100;
  return (
    <li class={bar.missing === undefined || bar.bytes !== undefined ? "" : "is-missing"}>
      <span class="part">
        <strong>{bar.name}</strong>
        <span class="quiet small">
          {bar.service}
          {bar.required ? ", required" : ""}
        </span>
      </span>
      <span class="track" aria-hidden="true">
        <span class="bar" style={{ left: `${left}%`, width: `max(3px, ${width}%)` }} />
      </span>
      <span class="told">
        <span class="number">{milliseconds(bar.durationMs)}</span>
        {bar.startMs !== undefined && bar.startMs >= waitShownMs && <span class="quiet number">after {milliseconds(bar.startMs)}</span>}
        {bar.bytes !== undefined && <span class="quiet number">{bytes(bar.bytes)}</span>}
        {marksOf(bar).map(({ text, tone, meaning }) => (
          <span key={text} class={`badge ${tone}`} title={meaning}>
            {text}
          </span>
        ))}
      </span>
    </li>
  );
}

function BudgetLine({ share, budgetMs }: { share: number; budgetMs: number }) {
  return (
    <div class="budget">
      <span style={{ left: `${share * 100}%` }}>
        <em>budget {milliseconds(budgetMs)}</em>
      </span>
    </div>
  );
}
