import { replace } from "../shell/route";
import type { SizingInput } from "./contract";

/** What the address says: a profile to start from, and the inputs that differ from it. */
export interface SizingState {
  readonly profile: string;
  readonly tab: Tab;
  readonly changes: ReadonlyMap<string, string>;
}

export const tabs = ["Chat", "Imaging", "Gateway"] as const;
export type Tab = (typeof tabs)[number];

export function stateOf(query: URLSearchParams): SizingState {
  const changes = new Map([...query].filter(([key]) => key !== "profile" && key !== "tab"));
  const tab = tabs.find((name) => name === query.get("tab")) ?? "Chat";
  return { profile: query.get("profile") ?? "seed", tab, changes };
}

export function show(state: SizingState): void {
  const query = new URLSearchParams();
  if (state.profile !== "seed") {
    query.set("profile", state.profile);
  }

  if (state.tab !== "Chat") {
    query.set("tab", state.tab);
  }

  for (const [key, value] of state.changes) {
    query.set(key, value);
  }

  replace(`/sizing${query.size === 0 ? "" : `?${query}`}`);
}

export function withChange(state: SizingState, key: string, value: string | undefined): SizingState {
  const changes = new Map(state.changes);
  if (value === undefined) {
    changes.delete(key);
  } else {
    changes.set(key, value);
  }

  return { ...state, changes };
}

/** The query that asks the gateway. A changed unit cost is the stated profile's: the measured one keeps what was measured. */
export function queryOf(profile: string, changes: ReadonlyMap<string, string>, inputs: readonly SizingInput[], keepsCosts: boolean): string {
  const query = new URLSearchParams({ profile });
  for (const [key, value] of changes) {
    if (!(keepsCosts && inputs.find((input) => input.key === key)?.group.endsWith(".Costs"))) {
      query.set(key, value);
    }
  }

  return `/sizing?${query}`;
}
