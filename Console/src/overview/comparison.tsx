import type { Capacity, CapacityRow } from "../api/contract";
import { number } from "../ui/format";

const titles = { chat: "A · Chat", imaging: "B · Images", gateway: "C · Gateway" } as const;

/** The seed's summary tables: what was estimated, what is measured now, and what the unit costs say for the load of this moment. */
export function Comparison({ capacity }: { capacity: Capacity }) {
  return (
    <section aria-labelledby="comparison" class="stack">
      <div class="row spread">
        <h2 id="comparison">Estimate beside measured</h2>
        <p class="quiet small">
          Sized by the profile <code>{capacity.profile}</code>; the ratio is measured over estimate. The last column is what the same unit
          costs say for the load of this moment.
        </p>
      </div>
      <div class="tables">
        {(Object.keys(titles) as (keyof typeof titles)[]).map((name) => (
          <section key={name} class={`card summary ${name}`}>
            <header>
              <h3>{titles[name]}</h3>
              <span class="quiet small">
                {capacity.services[name].instances} {capacity.services[name].instances === 1 ? "instance" : "instances"}
              </span>
            </header>
            <div class="table-frame" tabIndex={0} role="region" aria-label={`${titles[name]}: estimate beside measured`}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Figure</th>
                    <th scope="col" class="right">Estimate</th>
                    <th scope="col" class="right">Measured</th>
                    <th scope="col" class="right">Ratio</th>
                    <th scope="col" class="right aside">This load</th>
                  </tr>
                </thead>
                <tbody>
                  {capacity.services[name].rows.map((row) => (
                    <Row key={row.name} row={row} />
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        ))}
      </div>
    </section>
  );
}

function Row({ row }: { row: CapacityRow }) {
  return (
    <tr>
      <td>
        {row.name} <span class="unit">{row.unit}</span>
      </td>
      <td class="right">{number(row.estimate)}</td>
      <td class="right strong" title={row.why ?? row.measuredBy}>
        {row.measured === null ? <span class="quiet">none yet</span> : number(row.measured)}
      </td>
      <td class="right">{row.ratio === null ? "–" : <Ratio value={row.ratio} />}</td>
      <td class="right quiet aside" title={row.formula ?? "The row is the load itself"}>
        {number(row.estimateNow)}
      </td>
    </tr>
  );
}

/** Green: within what was estimated. */
function Ratio({ value }: { value: number }) {
  const tone = value <= 1 ? "good" : value <= 1.5 ? "warn" : "bad";
  return <span class={`badge ${tone}`}>{value < 0.01 && value > 0 ? "<0.01" : `×${number(value)}`}</span>;
}
