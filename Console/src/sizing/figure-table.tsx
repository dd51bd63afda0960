import { number, words } from "../ui/format";
import type { Figure, Sizing } from "./contract";
import type { Tab } from "./state";

/** Every figure of a service with its formula, by the stated and by the measured unit costs. */
export function FigureTable({ stated, measured, service }: { stated: Sizing; measured: Sizing; service: Tab }) {
  const [left, right] = [stated, measured].map((sizing) => sizing.services.find(({ name }) => name === service)!) as [Sizing["services"][number], Sizing["services"][number]];
  return (
    <div class="stack">
      <Fit service={left} />
      <Figures title="The seed's arithmetic" stated={left.figures} measured={right.figures} />
      <Figures title="What it leaves out: waiting, tails, spikes, failures" stated={left.refinement} measured={right.refinement} />
    </div>
  );
}

function Fit({ service }: { service: Sizing["services"][number] }) {
  return (
    <div class="row small">
      <span class={`badge ${service.fits ? "good" : service.servers === null ? "bad" : "warn"}`}>
        {service.fits ? "fits one server" : service.servers === null ? "fits on no number of such servers" : `needs ${service.servers} servers`}
      </span>
      <span class="quiet">runs out of {service.limitingResource} first</span>
      {service.uses
        .filter((use) => use.utilisation !== null)
        .map((use) => (
          <span key={use.resource} class="quiet">
            {words(use.resource).toLowerCase()} {Math.round(use.utilisation! * 100)} %
          </span>
        ))}
    </div>
  );
}

function Figures({ title, stated, measured }: { title: string; stated: readonly Figure[]; measured: readonly Figure[] }) {
  return (
    <div class="table-frame stacking" tabIndex={0} role="region" aria-label={title}>
      <table class="figures">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" class="right">
              Stated
            </th>
            <th scope="col" class="right">
              Measured
            </th>
            <th scope="col">Formula</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {stated.map((figure, index) => (
            <tr key={figure.name}>
              <th scope="row">{words(figure.name)}</th>
              <td class="right strong" data-label="stated">
                {number(Number(figure.value))} <span class="unit">{figure.unit}</span>
              </td>
              <td class="right" data-label="measured" title={measured[index]?.worked}>
                {number(Number(measured[index]?.value))} <span class="unit">{figure.unit}</span>
              </td>
              <td class="formula wide">
                {figure.formula}
                <span class="quiet worked">= {figure.worked}</span>
              </td>
              <td class="quiet" data-label="from">
                {figure.source}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
