import type { ComponentChildren } from "preact";
import type { ApiError } from "../api/http";

/** Nothing is there, and that is no error. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children !== undefined && <span>{children}</span>}
    </div>
  );
}

/** Something is on its way. */
export function Loading({ what, lines = 3 }: { what: string; lines?: number }) {
  return (
    <div class="stack" role="status" aria-label={`${what} is loading`}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} class="skeleton" style={{ width: `${92 - line * 17}%` }} />
      ))}
    </div>
  );
}

/** It failed: what the service says, with the code that docs/errors.md explains. */
export function Failure({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class={`notice ${error.isOffline ? "warn" : "bad"}`} role="alert">
      <strong>{error.isOffline ? "No connection." : "That did not work."}</strong>
      <span>{error.message}</span>
      {!error.isOffline && <code>{error.code}</code>}
      {retry !== undefined && (
        <button class="small" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
