import type { BreakerState, ServiceHealth } from "../api/contract";

const meanings: Readonly<Record<Exclude<BreakerState, "closed">, string>> = {
  open: "The service only failed: the gateway does not call it for a moment, and says circuit-open at once.",
  "half-open": "The gateway lets a few calls through to see whether the service is well again.",
};

/** Whether the gateway calls a service: anything but `closed` is worth a word. */
export function breakerOf(health: ServiceHealth | undefined, service: string): BreakerState {
  return health?.services[service]?.find(({ breaker }) => breaker !== undefined)?.breaker ?? "closed";
}

/** A breaker that is not closed; nothing in the usual state. */
export function BreakerBadge({ state }: { state: BreakerState }) {
  return state === "closed" ? null : (
    <span class={`badge ${state === "open" ? "bad" : "warn"}`} data-breaker={state} title={meanings[state]}>
      breaker {state}
    </span>
  );
}
