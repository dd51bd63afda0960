import { ApiError, asApiError, call, refusalOf } from "../api/http";
import type { Composition } from "../api/contract";
import { session } from "../shell/session";
import { type Bar, barsOf, timingsOf } from "./waterfall";

/** An answer of a composition, or what came instead. */
export interface Sent {
  readonly at: number;
  readonly address: string;
  readonly status: number;
  readonly totalMs: number;
  readonly bytes: number;
  readonly etag: string | null;
  readonly age: string | null;
  readonly bars: readonly Bar[];
  readonly json: unknown;
  readonly error: ApiError | undefined;
}

/** `/api/products/{id}` with the values in place. */
export function addressOf(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(values[name.replace(/[:?*=].*$/, "")] ?? ""));
}

export function valuesOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^}:?*=]+)/g)].map(([, name]) => name!);
}

/** Asks past the browser's own cache, since the gateway's is what one wants to see. */
export async function send(composition: Composition, address: string): Promise<Sent> {
  const startedAt = performance.now();
  const token = await session.token();
  try {
    const answer = await fetch(address, { cache: "no-store", headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    const refusal = answer.ok ? undefined : await refusalOf(answer.clone());
    const text = await answer.text();
    const json = parse(text);
    const missing = (json as { _partial?: Record<string, string> } | null)?._partial ?? {};
    return {
      at: Date.now(),
      address,
      status: answer.status,
      totalMs: performance.now() - startedAt,
      bytes: new TextEncoder().encode(text).length,
      etag: answer.headers.get("etag"),
      age: answer.headers.get("age"),
      bars: barsOf(composition, timingsOf(answer.headers.get("server-timing")), missing, !answer.ok),
      json,
      error: refusal,
    };
  } catch (cause) {
    const error = cause instanceof TypeError ? new ApiError(0, "offline", "The gateway does not answer.") : asApiError(cause);
    return { at: Date.now(), address, status: 0, totalMs: performance.now() - startedAt, bytes: 0, etag: null, age: null, bars: [], json: undefined, error };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** How a service of the shop misbehaves. */
export interface Faults {
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly errorRate: number;
  readonly status: number;
  readonly hang: boolean;
  readonly maxConcurrency: number;
}

export const healthy: Faults = { latencyMs: 0, jitterMs: 0, errorRate: 0, status: 500, hang: false, maxConcurrency: 0 };

export async function readFaults(service: string, signal?: AbortSignal): Promise<Faults> {
  return (await (await call(`/${service}/faults`, { signal })).json()) as Faults;
}

export async function writeFaults(service: string, faults: Faults): Promise<Faults> {
  return (await (await call(`/${service}/faults`, { method: "PUT", body: faults })).json()) as Faults;
}
