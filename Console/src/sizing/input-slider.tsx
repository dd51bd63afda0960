import { useRef } from "preact/hooks";
import { number, words } from "../ui/format";
import type { SizingInput } from "./contract";
import { places, Scale } from "./scale";

interface SliderProps {
  readonly input: SizingInput;
  /** As the address says it; undefined: the profile's own. */
  readonly text: string | undefined;
  readonly set: (value: string | undefined) => void;
}

/** A number by hand or by a slider that spans the decades around the profile's own value. */
export function InputSlider({ input, text, set }: SliderProps) {
  const own = useRef(input.value);
  if (text === undefined) {
    own.current = input.value;
  }

  const scale = Scale.around(own.current, input);
  const value = text === undefined ? input.value : Number(text);
  const id = `input-${input.key}`;
  return (
    <div class={`input-slider ${text === undefined ? "" : "is-changed"}`}>
      <label for={id} title={`${input.key}: ${number(input.min)} to ${number(input.max)} ${input.unit}`}>
        {words(input.key.split(".").at(-1)!)} <span class="quiet">{input.unit}</span>
      </label>
      <input
        id={id}
        class="number"
        type="number"
        min={input.min}
        max={input.max}
        step="any"
        placeholder="none"
        value={text ?? input.value ?? ""}
        onChange={(event) => set(event.currentTarget.value === "" ? (input.isOptional ? "none" : undefined) : event.currentTarget.value)}
      />
      {scale !== undefined && (
        <input
          type="range"
          aria-label={`${words(input.key.split(".").at(-1)!)}, ${input.unit}`}
          aria-valuetext={`${number(value)} ${input.unit}`}
          min={0}
          max={places}
          value={scale.placeOf(value ?? 0)}
          onInput={(event) => set(scale.valueAt(Number(event.currentTarget.value)))}
        />
      )}
    </div>
  );
}
