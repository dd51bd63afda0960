import { words } from "../ui/format";
import type { SizingInput } from "./contract";
import { InputSlider } from "./input-slider";
import { show, type SizingState, withChange } from "./state";

/** The three loads stay in sight; what else can be set is folded away. */
export function InputPanel({ state, inputs }: { state: SizingState; inputs: readonly SizingInput[] }) {
  const loads = [["Chat.Workload", "Chat"], ["Imaging.Workload", "Images"], ["Gateway.Workload", "Gateway"]] as const;
  const rest = [...new Set(inputs.map((input) => input.group))].filter((group) => !loads.some(([load]) => load === group));
  const set = (key: string, value: string | undefined): void => show(withChange(state, key, value));
  return (
    <section class="card inputs" aria-labelledby="inputs-title">
      <h2 id="inputs-title" class="unseen">
        Inputs
      </h2>
      {loads.map(([group, title]) => (
        <fieldset key={group} class={title.toLowerCase()}>
          <legend>{title}</legend>
          <Sliders inputs={inputs.filter((input) => input.group === group)} state={state} set={set} />
        </fieldset>
      ))}
      {rest.map((group) => (
        <details key={group} open={inputs.some((input) => input.group === group && state.changes.has(input.key))}>
          <summary>{words(group.replace(".", " "))}</summary>
          <Sliders inputs={inputs.filter((input) => input.group === group)} state={state} set={set} />
        </details>
      ))}
    </section>
  );
}

interface SlidersProps {
  readonly inputs: readonly SizingInput[];
  readonly state: SizingState;
  readonly set: (key: string, value: string | undefined) => void;
}

function Sliders({ inputs, state, set }: SlidersProps) {
  return (
    <div class="stack sliders">
      {inputs.map((input) => (
        <InputSlider key={input.key} input={input} text={state.changes.get(input.key)} set={(value) => set(input.key, value)} />
      ))}
    </div>
  );
}
