import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

const shownMax = 60_000;

/** A JSON value with its words in colour; a long one is cut until somebody wants it whole. */
export function Json({ value, label }: { value: unknown; label: string }) {
  const [isWhole, whole] = useState(false);
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  const shown = isWhole ? text : text.slice(0, shownMax);
  return (
    <>
      <pre class="json" tabIndex={0} role="region" aria-label={label}>
        {colored(shown)}
      </pre>
      {shown.length < text.length && (
        <button class="small" onClick={() => whole(true)}>
          Show all
        </button>
      )}
    </>
  );
}

const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function colored(text: string): ComponentChildren[] {
  const pieces: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const kind = match[1] === undefined ? (match[3] === undefined ? "digits" : "word") : match[2] === undefined ? "text" : "name";
    const part = match[2] === undefined ? match[0] : match[1];
    pieces.push(text.slice(end, match.index), <span class={`json-${kind}`}>{part}</span>);
    end = match.index + part!.length;
  }

  return [...pieces, text.slice(end)];
}
