import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const links = [
  ["gateway", "chat"],
  ["gateway", "imaging"],
  ["gateway", "shop"],
  ["chat", "redis"],
  ["chat", "postgres"],
  ["imaging", "postgres"],
  ["imaging", "storage"],
] as const;

/** Lines between the boxes, wherever the layout has put them; none where the boxes stand below each other. */
export function Wires({ frame }: { frame: RefObject<HTMLElement | null> }) {
  const [paths, set] = useState<readonly string[]>([]);
  useEffect(() => {
    const draw = (): void => set(frame.current === null ? [] : links.map(([from, to]) => path(frame.current!, from, to)).filter((line) => line !== ""));
    const observer = new ResizeObserver(draw);
    observer.observe(frame.current!);
    for (const node of frame.current!.querySelectorAll("[data-node]")) {
      observer.observe(node);
    }

    return () => observer.disconnect();
  }, []);
  return (
    <svg class="wires" aria-hidden="true">
      {paths.map((line) => (
        <path key={line} d={line} />
      ))}
    </svg>
  );
}

function path(frame: HTMLElement, from: string, to: string): string {
  const box = (name: string): DOMRect => frame.querySelector(`[data-node="${name}"]`)!.getBoundingClientRect();
  const [origin, left, right] = [frame.getBoundingClientRect(), box(from), box(to)];
  if (right.left - left.right < 12) {
    return "";
  }

  const [x1, y1] = [left.right - origin.left, left.top + left.height / 2 - origin.top];
  const [x2, y2] = [right.left - origin.left, right.top + right.height / 2 - origin.top];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
