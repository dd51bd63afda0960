import { useEffect, useRef } from "preact/hooks";
import { useState } from "preact/hooks";
import type { Capacity } from "../api/contract";
import { type Series, TimeChart } from "../ui/time-chart";

/** What the page has seen since it was opened, at most the last ten minutes. */
export interface Point {
  readonly at: number;
  readonly figures: Readonly<Record<string, number | undefined>>;
}

const pointsMax = 300;

export function useHistory(latest: Capacity | undefined): readonly Point[] {
  const [points, set] = useState<readonly Point[]>([]);
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (latest !== undefined && latest.at !== seen.current) {
      seen.current = latest.at;
      set((before) => [...before.slice(1 - pointsMax), pointOf(latest)]);
    }
  }, [latest]);
  return points;
}

function pointOf(capacity: Capacity): Point {
  const of = (service: keyof Capacity["services"], name: string): number | undefined => capacity.services[service].measured[name]?.value;
  return {
    at: Date.parse(capacity.at) / 1000,
    figures: {
      messages: of("chat", "messagesPerSecond"),
      deliveryP99: of("chat", "deliveryMsP99"),
      queue: of("imaging", "queueLength"),
      work: of("imaging", "imagesInWork"),
      requests: of("gateway", "requestsPerSecond"),
      composedP50: of("gateway", "composedMsP50"),
      composedP99: of("gateway", "composedMsP99"),
    },
  };
}

const charts: readonly { readonly title: string; readonly series: readonly Series[] }[] = [
  { title: "Requests and messages", series: [{ key: "requests", label: "requests/s", color: "--gateway" }, { key: "messages", label: "messages/s", color: "--chat" }] },
  { title: "Image queue", series: [{ key: "queue", label: "waiting", color: "--imaging" }, { key: "work", label: "in work", color: "--shop" }] },
  { title: "Composed answers", series: [{ key: "composedP50", label: "p50 ms", color: "--chat" }, { key: "composedP99", label: "p99 ms", color: "--gateway" }] },
];

export function History({ points }: { points: readonly Point[] }) {
  return (
    <div class="charts">
      {charts.map(({ title, series }) => (
        <section key={title} class="card">
          <header>
            <h2>{title}</h2>
            <ul class="row legend">
              {series.map(({ key, label, color }) => (
                <li key={key}>
                  <span class="swatch" style={{ background: `var(${color})` }} />
                  {label}
                </li>
              ))}
            </ul>
          </header>
          <TimeChart label={title} points={points} series={series} />
        </section>
      ))}
    </div>
  );
}
