import { number } from "../ui/format";
import type { Findings, Variant } from "./contract";

/** What models said of the picture. What was not asked for is not shown. */
export function FindingsView({ findings, picture, name }: { findings: Findings; picture: Variant; name: string }) {
  return (
    <>
      {findings.moderation !== undefined && <Moderation of={findings.moderation} />}
      {findings.faces?.faces !== undefined && <Faces faces={findings.faces.faces} picture={picture} name={name} />}
      {findings.text !== undefined && <Text of={findings.text} />}
      {findings.embedding !== undefined && (
        <p class="quiet small">
          Embedding of {number(findings.embedding.dimensions)} numbers by <code>{findings.embedding.model}</code>
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
      <ul class="timings">
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

function Faces({ faces, picture, name }: { faces: NonNullable<NonNullable<Findings["faces"]>["faces"]>; picture: Variant; name: string }) {
  return (
    <section>
      <h3>{faces.length === 0 ? "No faces" : faces.length === 1 ? "One face" : `${faces.length} faces`}</h3>
      {faces.length > 0 && (
        <div class="faces-picture">
          <img src={picture.url} alt={`${name} with its faces framed`} loading="lazy" />
          {faces.map((face, index) => (
            <span
              key={index}
              class="face"
              title={`${Math.round(face.score * 100)} % sure`}
              style={{ left: `${face.x * 100}%`, top: `${face.y * 100}%`, width: `${face.width * 100}%`, height: `${face.height * 100}%` }}
            />
          ))}
        </div>
      )}
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
