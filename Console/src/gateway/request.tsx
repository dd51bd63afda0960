import { useEffect, useRef, useState } from "preact/hooks";
import type { Composition } from "../api/contract";
import { milliseconds } from "../ui/format";
import { addressOf, valuesOf } from "./send";

interface RequestProps {
  readonly compositions: readonly Composition[];
  readonly ask: (composition: Composition, address: string) => Promise<void>;
}

const repeatMs = 1_000;

export function Request({ compositions, ask }: RequestProps) {
  const [name, choose] = useState(compositions[0]!.name);
  const [values, fill] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, busy] = useState(false);
  const [repeats, repeat] = useState(false);
  const composition = compositions.find((entry) => entry.name === name) ?? compositions[0]!;
  const valueOf = (value: string): string => values[value] ?? "1";
  const address = addressOf(composition.path, Object.fromEntries(valuesOf(composition.path).map((value) => [value, valueOf(value)])));
  const submit = async (): Promise<void> => {
    busy(true);
    await ask(composition, address);
    busy(false);
  };
  useRepeat(repeats, submit);
  return (
    <section class="card">
      <form
        class="request"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label class="field">
          <span>Composition</span>
          <select value={name} onChange={(event) => choose(event.currentTarget.value)}>
            {compositions.map((entry) => (
              <option key={entry.name} value={entry.name}>
                {entry.name}
              </option>
            ))}
          </select>
        </label>
        {valuesOf(composition.path).map((value) => (
          <label key={value} class="field value">
            <span>{value}</span>
            <input class="number" value={valueOf(value)} onInput={(event) => fill({ ...values, [value]: event.currentTarget.value })} required maxLength={256} />
          </label>
        ))}
        <button class="primary" disabled={isBusy && !repeats}>
          Send
        </button>
        <label class="switch">
          <input type="checkbox" role="switch" checked={repeats} onChange={(event) => repeat(event.currentTarget.checked)} />
          every second
        </label>
      </form>
      <p class="address">
        <code>GET {address}</code>
        <span class="quiet small">
          {composition.parts.length} parts within {milliseconds(composition.budgetMs)}{composition.needsSignIn ? ", signed in" : ""}
        </span>
      </p>
    </section>
  );
}

function useRepeat(on: boolean, action: () => Promise<void>): void {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    if (!on) {
      return undefined;
    }

    const timer = setInterval(() => void latest.current(), repeatMs);
    return () => clearInterval(timer);
  }, [on]);
}
