import { useEffect, useState } from "preact/hooks";
import type { BreakerState, ServiceHealth } from "../api/contract";
import { type ApiError, asApiError, read } from "../api/http";
import { usePoll } from "../api/poll";
import { BreakerBadge, breakerOf } from "../ui/breaker-badge";
import { Failure } from "../ui/states";
import { type Faults, healthy, readFaults, writeFaults } from "./send";

/** The gateway asks the services itself at most that often. */
const breakerPauseMs = 2_000;

/** Makes the shop's services slow and unreliable. In Development only: elsewhere there is no such address. */
export function FaultPanel({ services }: { services: readonly string[] }) {
  const [healed, heal] = useState(0);
  const health = usePoll((signal) => read<ServiceHealth>("/console/services", { signal }), breakerPauseMs);
  const [error, fail] = useState<ApiError>();
  const healAll = async (): Promise<void> => {
    try {
      await Promise.all(services.map((service) => writeFaults(service, healthy)));
      heal(healed + 1);
    } catch (cause) {
      fail(asApiError(cause));
    }
  };
  return (
    <section class="card" aria-labelledby="faults-title">
      <header>
        <h2 id="faults-title">Break a service</h2>
        <button class="small" onClick={() => void healAll()}>
          Heal all
        </button>
      </header>
      {error !== undefined && <Failure error={error} />}
      <div class="faults">
        {services.map((service) => (
          <ServiceFaults key={`${service} ${healed}`} service={service} breaker={breakerOf(health.data, service)} fail={fail} />
        ))}
      </div>
    </section>
  );
}

interface ServiceProps {
  readonly service: string;
  readonly breaker: BreakerState;
  readonly fail: (error: ApiError | undefined) => void;
}

function ServiceFaults({ service, breaker, fail }: ServiceProps) {
  const [faults, set] = useState<Faults>();
  useEffect(() => {
    const stopping = new AbortController();
    void readFaults(service, stopping.signal).then(set, (cause: unknown) => stopping.signal.aborted || fail(asApiError(cause)));
    return () => stopping.abort();
  }, []);
  if (faults === undefined) {
    return null;
  }

  // What is shown is what was asked for; a refusal brings back what the service really does.
  const change = async (part: Partial<Faults>): Promise<void> => {
    const next = { ...faults, ...part };
    set(next);
    try {
      await writeFaults(service, next);
      fail(undefined);
    } catch (cause) {
      fail(asApiError(cause));
      set(faults);
    }
  };
  const isBroken = faults.latencyMs > 0 || faults.jitterMs > 0 || faults.errorRate > 0 || faults.hang;
  return (
    <fieldset class={isBroken ? "is-broken" : ""}>
      <legend>
        {service}
        <BreakerBadge state={breaker} />
        {isBroken && <span class="badge warn">{faults.hang ? "hangs" : "misbehaves"}</span>}
      </legend>
      <Slider name="latency" of={service} value={faults.latencyMs} most={3_000} step={50} text={`${faults.latencyMs} ms`} set={(latencyMs) => void change({ latencyMs })} />
      <Slider name="jitter" of={service} value={faults.jitterMs} most={2_000} step={50} text={`${faults.jitterMs} ms`} set={(jitterMs) => void change({ jitterMs })} />
      <Slider
        name="errors"
        of={service}
        value={Math.round(faults.errorRate * 100)}
        most={100}
        step={5}
        text={`${Math.round(faults.errorRate * 100)} %`}
        set={(percent) => void change({ errorRate: percent / 100 })}
      />
      <label class="switch small">
        <input type="checkbox" role="switch" checked={faults.hang} onChange={(event) => void change({ hang: event.currentTarget.checked })} />
        never answers
      </label>
    </fieldset>
  );
}

interface SliderProps {
  readonly name: string;
  readonly of: string;
  readonly value: number;
  readonly most: number;
  readonly step: number;
  readonly text: string;
  readonly set: (value: number) => void;
}

function Slider({ name, of, value, most, step, text, set }: SliderProps) {
  return (
    <label class="fault-slider">
      <span>{name}</span>
      <input
        type="range"
        min={0}
        max={most}
        step={step}
        value={value}
        aria-label={`${of}: ${name}`}
        aria-valuetext={text}
        onChange={(event) => set(Number(event.currentTarget.value))}
      />
      <output class="number">{text}</output>
    </label>
  );
}
