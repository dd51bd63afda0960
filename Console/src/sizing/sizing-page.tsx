import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError, read } from "../api/http";
import { route } from "../shell/route";
import { Failure, Loading } from "../ui/states";
import { useValue } from "../ui/value";
import type { Sizing } from "./contract";
import { DeploymentCard } from "./deployment-card";
import { FigureTable } from "./figure-table";
import { InputPanel } from "./input-panel";
import { queryOf, show, stateOf, tabs } from "./state";
import "./sizing.css";

const stated = ["seed", "local"] as const;

interface Pair {
  readonly stated: Sizing;
  readonly measured: Sizing;
}

/** How many of these do I need? The gateway computes; the page asks and shows. */
export function SizingPage() {
  const { query } = useValue(route);
  const state = stateOf(query);
  const [attempt, again] = useState(0);
  const [pair, error] = useSizing(state.profile, `${attempt} ${[...state.changes].join("&")}`, state.changes);
  const [copied, copy] = useState(false);
  const share = async (): Promise<void> => {
    await navigator.clipboard.writeText(location.href);
    copy(true);
    setTimeout(() => copy(false), 2_000);
  };
  return (
    <>
      <div class="page-head">
        <div>
          <h1>Sizing</h1>
          <p>Set the load; every figure follows with its formula. Beside the stated unit costs stand those that the load lab has measured.</p>
        </div>
        <div class="row">
          <div class="tabs" role="group" aria-label="Profile to start from">
            {stated.map((name) => (
              <button key={name} aria-pressed={state.profile === name} onClick={() => show({ ...state, profile: name })}>
                {name === "seed" ? "Seed document" : "Local machine"}
              </button>
            ))}
          </div>
          <button onClick={() => void share()}>{copied ? "Copied" : "Copy link"}</button>
          <button disabled={state.changes.size === 0} onClick={() => show({ ...state, changes: new Map() })}>
            Reset
          </button>
        </div>
      </div>
      {error !== undefined && <Failure error={error} {...(error.isOffline ? { retry: () => again(attempt + 1) } : {})} />}
      {pair === undefined ? (
        error === undefined && <Loading what="The estimate" lines={8} />
      ) : (
        <div class="sizing">
          <InputPanel state={state} inputs={pair.stated.inputs} />
          <div class="stack">
            <DeploymentCard stated={pair.stated} measured={pair.measured} />
            <section class="card">
              <header>
                <div class="tabs" role="tablist" aria-label="Service">
                  {tabs.map((name) => (
                    <button key={name} id={`tab-${name}`} role="tab" aria-selected={state.tab === name} aria-controls="figures" onClick={() => show({ ...state, tab: name })}>
                      {name === "Imaging" ? "Images" : name}
                    </button>
                  ))}
                </div>
                <Provenance sizing={pair.measured} />
              </header>
              <div id="figures" role="tabpanel" aria-labelledby={`tab-${state.tab}`}>
                <FigureTable stated={pair.stated} measured={pair.measured} service={state.tab} />
              </div>
            </section>
          </div>
        </div>
      )}
    </>
  );
}

function Provenance({ sizing: { measured } }: { sizing: Sizing }) {
  return measured === null ? null : (
    <span class="quiet small">
      measured on {measured.machine} at <code>{measured.commit}</code>, {new Date(measured.startedAt).toLocaleDateString()}
    </span>
  );
}

/** Both estimates. What was shown stays while the next one is on its way, and where an input is refused. */
function useSizing(profile: string, key: string, changes: ReadonlyMap<string, string>): [Pair | undefined, ApiError | undefined] {
  const [pair, set] = useState<Pair>();
  const [error, fail] = useState<ApiError>();
  useEffect(() => {
    const stopping = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const inputs = pair?.stated.inputs ?? (await read<Sizing>("/sizing", { signal: stopping.signal })).inputs;
        const [first, second] = await Promise.all([
          read<Sizing>(queryOf(profile, changes, inputs, false), { signal: stopping.signal }),
          read<Sizing>(queryOf("measured", changes, inputs, true), { signal: stopping.signal }),
        ]);
        set({ stated: first, measured: second });
        fail(undefined);
      } catch (cause) {
        if (!stopping.signal.aborted) {
          fail(asApiError(cause));
        }
      }
    };
    // A slider that is dragged asks when it rests.
    const timer = setTimeout(() => void ask(), pair === undefined ? 0 : 60);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [profile, key]);
  return [pair, error];
}
