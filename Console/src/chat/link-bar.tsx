import { useValue } from "../ui/value";
import type { Connection } from "./connection";

/** How the connection is, and the plug to pull. */
export function LinkBar({ connection }: { connection: Connection }) {
  const state = useValue(connection.state);
  const cause = useValue(connection.cause);
  const isCut = useValue(connection.isCut);
  const tone = state === "connected" ? "good" : state === "stopped" ? "bad" : "warn";
  return (
    <div class="link-bar">
      <span class={`badge ${tone}`} role="status" data-state={state}>
        <span class={`dot ${tone}`} />
        {isCut ? "cut" : state}
        {state === "stopped" && cause !== undefined && ` (${cause})`}
      </span>
      <label class="switch small">
        <input type="checkbox" role="switch" checked={isCut} onChange={(event) => connection.cut(event.currentTarget.checked)} />
        Cut the connection
      </label>
    </div>
  );
}
