import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../shell/theme";
import { number } from "./format";
import { useValue } from "./value";

export interface Series {
  readonly key: string;
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly color: string;
}

export interface TimePoint {
  readonly at: number;
  readonly figures: Readonly<Record<string, number | undefined>>;
}

const height = 132;

/** Least width of the picture in time. */
const secondsMin = 60;

/** Lines over time. The numbers beside it say the same to who cannot see them. */
export function TimeChart({ label, points, series }: { label: string; points: readonly TimePoint[]; series: readonly Series[] }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const chosen = useValue(theme);
  useEffect(() => {
    const element = place.current!;
    const made = new uPlot(optionsFor(element, series), dataOf(points, series), element);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [chosen]);
  useEffect(() => chart.current?.setData(dataOf(points, series)), [points]);
  const last = points.at(-1)?.figures ?? {};
  const words = series.map(({ key, label: name }) => `${name} ${number(last[key])}`).join(", ");
  const isEmpty = points.every(({ figures }) => series.every(({ key }) => figures[key] === undefined));
  return (
    <div class="time-chart-frame">
      <div class="time-chart" ref={place} role="img" aria-label={`${label}: ${words}`} />
      {isEmpty && <p class="quiet small">Nothing has been measured yet.</p>}
    </div>
  );
}

function dataOf(known: readonly TimePoint[], series: readonly Series[]): uPlot.AlignedData {
  // One point alone would be given a day of width.
  const points = known.length === 1 ? [{ at: known[0]!.at - secondsMin, figures: {} }, ...known] : known;
  return [points.map(({ at }) => at), ...series.map(({ key }) => points.map(({ figures }) => figures[key] ?? null))];
}

function optionsFor(element: HTMLElement, series: readonly Series[]): uPlot.Options {
  const color = (name: string): string => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    element.append(probe);
    const computed = getComputedStyle(probe).color;
    probe.remove();
    return computed;
  };
  const axis: uPlot.Axis = {
    stroke: color("--quiet"),
    font: "11px Inter, sans-serif",
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  return {
    width: Math.max(element.clientWidth, 120),
    height,
    padding: [8, 4, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      // A first point stands at the end of a minute, not in a scale without width.
      x: { range: (_, least, most) => { const end = most ?? Date.now() / 1000; return [Math.min(least ?? end, end - secondsMin), end]; } },
      y: { range: (_, __, most) => [0, Math.max(most ?? 0, 1) * 1.15] },
    },
    axes: [
      { ...axis, size: 22, space: 70, grid: { show: false }, values: (_, splits) => splits.map((at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false })) },
      { ...axis, size: 40, space: 34, values: (_, splits) => splits.map((split) => number(split)) },
    ],
    series: [{}, ...series.map(({ label, color: name }) => ({ label, stroke: color(name), width: 1.75, points: { show: (chart: uPlot) => chart.data[0].length <= 2, size: 5 }, spanGaps: false }))],
  };
}
