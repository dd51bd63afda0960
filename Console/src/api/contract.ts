/** `GET /console/settings`. */
export interface Settings {
  readonly isDevelopment: boolean;
  readonly signIn: "development" | "code" | "none";
  readonly dashboard: string | null;
}

/** `GET /capacity`. */
export interface Capacity {
  readonly profile: string;
  readonly services: Readonly<Record<"chat" | "imaging" | "gateway", CapacityService>>;
  readonly at: string;
}

export interface CapacityService {
  readonly instances: number;
  readonly measured: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
  readonly rows: readonly CapacityRow[];
}

export interface CapacityRow {
  readonly name: string;
  readonly unit: string;
  readonly estimate: number | null;
  readonly estimateNow: number | null;
  readonly formula: string | null;
  readonly measured: number | null;
  readonly ratio: number | null;
  readonly ratioNow: number | null;
  readonly measuredBy: string;
  readonly why: string | null;
}

/** `GET /console/services`. */
export interface ServiceHealth {
  readonly services: Readonly<Record<string, readonly InstanceHealth[]>>;
  readonly at: string;
}

export type HealthStatus = "Healthy" | "Degraded" | "Unhealthy" | "Unreachable";

export type BreakerState = "closed" | "open" | "half-open";

export interface InstanceHealth {
  readonly status: HealthStatus;
  /** Whether the gateway calls the service; the same for all its instances. Absent: it does. */
  readonly breaker?: BreakerState;
  readonly checks: Readonly<Record<string, { readonly status: HealthStatus; readonly description: string | null }>> | null;
}

/** `GET /console/compositions`. */
export interface Composition {
  readonly name: string;
  readonly path: string;
  readonly needsSignIn: boolean;
  readonly budgetMs: number;
  readonly parts: readonly { readonly name: string; readonly service: string; readonly required: boolean; readonly timeoutMs: number }[];
}
