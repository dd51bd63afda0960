import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError, read } from "../api/http";
import type { Sizing } from "../sizing/contract";
import { words } from "../ui/format";
import { number } from "../ui/format";
import { Failure, Loading } from "../ui/states";

/** For who may not read the live figures: what the system is made for, by the seed's own arithmetic. */
export function ClosedFigures() {
  const [sizing, set] = useState<Sizing>();
  const [error, fail] = useState<ApiError>();
  useEffect(() => void read<Sizing>("/sizing").then(set, (cause: unknown) => fail(asApiError(cause))), []);
  return (
    <>
      <div class="notice">
        <strong>Live figures are for operators.</strong>
        <span>Sign in with the role <code>operator</code> to see them. Below is what the system is sized for.</span>
      </div>
      {error !== undefined && <Failure error={error} />}
      {sizing === undefined && error === undefined && <Loading what="The sizes" />}
      <div class="tables">
        {sizing?.services.map((service) => (
          <section key={service.name} class="card">
            <header>
              <h2>{service.name}</h2>
              <a href="#/sizing">All figures</a>
            </header>
            <table>
              <thead>
                <tr>
                  <th>Figure</th>
                  <th class="right">Estimate</th>
                </tr>
              </thead>
              <tbody>
                {service.figures.map((figure) => (
                  <tr key={figure.name}>
                    <td>{words(figure.name)}</td>
                    <td class="right">
                      {number(Number(figure.value))} <span class="unit">{figure.unit}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </>
  );
}
