import type { HealthStatus, InstanceHealth, ServiceHealth } from "../api/contract";

export interface Light {
  readonly tone: "good" | "warn" | "bad" | "";
  /** One word for the picture. */
  readonly short: string;
  /** The whole story. */
  readonly words: string;
}

const tones: Record<HealthStatus, Light["tone"]> = { Healthy: "good", Degraded: "warn", Unhealthy: "bad", Unreachable: "bad" };
const shorts: Record<HealthStatus, string> = { Healthy: "up", Degraded: "degraded", Unhealthy: "unhealthy", Unreachable: "away" };

export function lightOf(isUp: boolean, words = ""): Light {
  return isUp ? { tone: "good", short: "up", words } : { tone: "bad", short: "away", words: words || "Nothing has been heard of it for 5 s" };
}

/** Of each instance; where health may not be read, of each that writes figures. */
export function lightsOf(health: ServiceHealth | undefined, service: string, instances: number | undefined): readonly Light[] {
  const known = health?.services[service];
  if (known !== undefined && known.length > 0) {
    return known.map((instance, index) => ofInstance(instance, known.length === 1 ? service : `${service} ${index + 1}`));
  }

  return instances === undefined ? [] : instances === 0 ? [lightOf(false)] : Array.from({ length: instances }, () => lightOf(true));
}

/** Of the checks that the services make of a store, the worst of each name. */
export function checksNamed(health: ServiceHealth | undefined, pattern: RegExp): readonly Light[] {
  const worst = new Map<string, Light>();
  for (const [service, instances] of Object.entries(health?.services ?? {})) {
    for (const [name, check] of instances.flatMap((instance) => Object.entries(instance.checks ?? {}))) {
      if (pattern.test(name)) {
        const light: Light = { tone: tones[check.status], short: shorts[check.status], words: `${service} says of ${name}: ${check.description ?? check.status}` };
        if (worst.get(name)?.tone !== "bad") {
          worst.set(name, light);
        }
      }
    }
  }

  const all = [...worst.values()];
  const bad = all.filter((light) => light.tone !== "good");
  return bad.length > 0 ? bad : all.slice(0, 1);
}

function ofInstance({ status, checks }: InstanceHealth, name: string): Light {
  const failed = Object.entries(checks ?? {}).filter(([, check]) => check.status !== "Healthy");
  const why = failed.map(([check, { description }]) => `${check}: ${description ?? "failed"}`).join("; ");
  return { tone: tones[status] ?? "", short: shorts[status] ?? status, words: `${name}: ${status}${why === "" ? "" : ` (${why})`}` };
}
