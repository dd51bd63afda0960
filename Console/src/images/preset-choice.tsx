import { number } from "../ui/format";
import type { Preset } from "./contract";

interface ChoiceProps {
  readonly known: readonly Preset[];
  readonly chosen: string;
  readonly choose: (name: string) => void;
}

/** Which preset new files take, and what it makes of them. */
export function PresetChoice({ known, chosen, choose }: ChoiceProps) {
  const preset = known.find(({ name }) => name === chosen);
  return (
    <div class="preset">
      <label class="field">
        <span>Preset for new files</span>
        <select value={chosen} disabled={known.length === 0} aria-describedby="preset-makes" onChange={(event) => choose(event.currentTarget.value)}>
          {known.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <p id="preset-makes" class="quiet small">
        {preset === undefined ? "" : whatItMakes(preset)}
      </p>
    </div>
  );
}

/** Of `gallery`: "3 files up to 1,600 pixels; blurhash, colour, embedding". */
function whatItMakes({ files, results }: Preset): string {
  const largest = Math.max(...files.map(({ width, height }) => Math.max(width ?? Infinity, height ?? Infinity)));
  const made = files.length === 0 ? "no files" : `${files.length === 1 ? "1 file" : `${files.length} files`} ${largest === Infinity ? "up to its own size" : `up to ${number(largest)} pixels`}`;
  return results.length === 0 ? made : `${made}; ${results.join(", ")}`;
}
