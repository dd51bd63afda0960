import { number } from "../ui/format";
import { useValue } from "../ui/value";
import type { OpenRoom } from "./open-room";

/** Counts what comes by its numbers alone: a gap or a repeat would stand here. */
export function MonitorPanel({ room }: { room: OpenRoom }) {
  const watched = useValue(room.watched);
  const isRight = watched.gaps === 0 && watched.repeats === 0;
  return (
    <>
      <header class="row spread">
        <h2>Sequence monitor</h2>
        <span class={`badge ${isRight ? "good" : "bad"}`} role="status">
          {isRight ? "no gap, no repeat" : `${watched.gaps} gaps, ${watched.repeats} repeats`}
        </span>
      </header>
      <dl class="facts">
        <Fact name="epoch" value={watched.position?.epoch} />
        <Fact name="last number" value={watched.position?.sequence} />
        <Fact name="entries heard" value={watched.entries} />
        <Fact name="gaps" value={watched.gaps} />
        <Fact name="repeats" value={watched.repeats} />
        <Fact name="resumes" value={watched.resumes} />
        <Fact name="caught up after them" value={watched.caughtUp} />
      </dl>
      {watched.reloads.length > 0 && <p class="quiet small">Shown anew: {watched.reloads.join(", ")}</p>}
      <ol class="strip" aria-label="The last numbers">
        {watched.last.map(({ sequence, verdict }, index) => (
          <li key={index} class={verdict} title={`${sequence}: ${verdict}`}>
            <span class="number">{sequence}</span>
            {verdict !== "next" && <span class="unseen"> {verdict}</span>}
          </li>
        ))}
      </ol>
      <p class="quiet small">
        Every entry of a room has the number after the one before it. Cut the connection, let somebody else write, and put it back: what was missed comes first, in order.
      </p>
    </>
  );
}

function Fact({ name, value }: { name: string; value: number | undefined }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd class="number" data-fact={name}>
        {value === undefined ? "–" : number(value)}
      </dd>
    </div>
  );
}
