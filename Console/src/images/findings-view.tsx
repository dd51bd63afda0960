import { number } from "../ui/format";
import type { Findings, Result } from "./contract";
import { FacesView } from "./faces";

/** What models and measurements said of the picture. What was not asked for is not shown. */
export function FindingsView({ of, name, preview }: { of: Result; name: string; preview: string | undefined }) {
  const findings = of.results;
  return (
    <>
      {findings.moderation !== undefined && <Moderation of={findings.moderation} />}
      {findings.faces?.faces !== undefined && <FacesView faces={findings.faces.faces} of={of} name={name} preview={preview} />}
      {findings.text !== undefined && <Text of={findings.text} />}
      {(findings.colour !== undefined || findings.embedding !== undefined) && (
        <p class="row quiet small">
          {findings.colour !== undefined && (
            <span class="row">
              <span class="colour-swatch" style={{ background: findings.colour }} aria-hidden="true" />
              mostly <code>{findings.colour}</code>
            </span>
          )}
          {findings.embedding !== undefined && (
            <span>
              embedding of {number(findings.embedding.dimensions)} numbers by <code>{findings.embedding.model}</code>
            </span>
          )}
        </p>
      )}
    </>
  );
}

function Moderation({ of }: { of: NonNullable<Findings["moderation"]> }) {
  return (
    <section>
      <h3>
        Moderation {of.verdict !== undefined && <span class={`badge ${of.verdict === "flagged" ? "bad" : "good"}`}>{of.verdict}</span>}
      </h3>
      {of.score !== undefined && of.threshold !== undefined && (
        <p class="quiet small">
          {(of.score * 100).toFixed(1)} % likely to be what the preset looks for; flagged from {Math.round(of.threshold * 100)} % on
        </p>
      )}
      <ul class="timings" aria-label="Moderation scores">
        {Object.entries(of.scores ?? {}).map(([label, score]) => (
          <li key={label}>
            <span class="small">{label}</span>
            <span class="timing-track" aria-hidden="true">
              <span style={{ width: `${score * 100}%` }} />
            </span>
            <span class="small number">{(score * 100).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Text({ of }: { of: NonNullable<Findings["text"]> }) {
  return (
    <section>
      <h3>Text</h3>
      {of.text === undefined || of.text === "" ? <p class="quiet small">None was found.</p> : <pre class="found-text">{of.text}</pre>}
    </section>
  );
}
