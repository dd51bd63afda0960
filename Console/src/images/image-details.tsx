import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { bytes, milliseconds, number } from "../ui/format";
import { Failure } from "../ui/states";
import { useValue } from "../ui/value";
import type { Result, Variant } from "./contract";
import { explain } from "./explain";
import { FindingsView } from "./findings-view";
import { summaryOf } from "./image-card";
import type { ImageJob, JobState } from "./image-job";
import { remove } from "./images-api";
import { Similar } from "./similar";

/** Everything about one image, beside the list. */
export function ImageDetails({ job, close, drop }: { job: ImageJob; close: () => void; drop: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const state = useValue(job.state);
  const [error, fail] = useState<ApiError>();
  const { label, tone } = summaryOf(state);
  useEffect(() => dialog.current?.showModal(), []);
  const erase = async (): Promise<void> => {
    try {
      if (job.imageId !== undefined) {
        await remove(job.imageId);
      }

      drop();
    } catch (cause) {
      fail(asApiError(cause));
    }
  };
  return (
    <dialog ref={dialog} class="image-details" onClose={close} aria-labelledby="image-title">
      <div class="row spread">
        <div class="row">
          <h2 id="image-title">{job.name}</h2>
          <span class={`badge ${tone}`}>{label}</span>
        </div>
        <div class="row">
          <button class="danger small" onClick={() => void erase()}>
            Delete
          </button>
          <button class="plain icon" onClick={close} aria-label="Close">
            ✕
          </button>
        </div>
      </div>
      <p class="quiet small">
        {bytes(job.size)}
        {state.image !== undefined && `, preset ${state.image.preset}, ${number(state.image.attempts)} ${state.image.attempts === 1 ? "attempt" : "attempts"}`}
        {state.image?.result != null && `, ${state.image.result.source.format} of ${state.image.result.source.width} × ${state.image.result.source.height}`}
      </p>
      {error !== undefined && <Failure error={error} retry={() => void erase()} />}
      {state.error !== undefined && <Failure error={state.error} />}
      <Failed state={state} />
      {state.image?.result != null ? <Finished result={state.image.result} id={state.image.id} name={job.name} preview={job.preview} /> : <Steps state={state} />}
    </dialog>
  );
}

function Failed({ state: { image, error } }: { state: JobState }) {
  const code = image?.error?.code ?? error?.code;
  if (code === undefined) {
    return null;
  }

  return (
    <div class="stack">
      {image?.error != null && (
        <div class="notice bad">
          <code>{code}</code>
          <span>{image.error.detail}</span>
        </div>
      )}
      {explain(code) !== undefined && <p>{explain(code)}</p>}
    </div>
  );
}

function Steps({ state }: { state: JobState }) {
  return state.steps.length === 0 ? null : (
    <ol class="steps">
      {state.steps.map((step, index) => (
        <li key={index}>{step}</li>
      ))}
    </ol>
  );
}

function Finished({ result, id, name, preview }: { result: Result; id: string; name: string; preview: string | undefined }) {
  return (
    <div class="stack">
      <ul class="variants" aria-label="Derivatives">
        {result.variants.map((variant) => (
          <VariantView key={variant.name} variant={variant} source={result.source.bytes} name={name} />
        ))}
      </ul>
      <FindingsView of={result} name={name} preview={preview} />
      <Similar id={id} />
      <Timings timings={result.timings} />
    </div>
  );
}

function VariantView({ variant, source, name }: { variant: Variant; source: number; name: string }) {
  return (
    <li>
      <a href={variant.url} target="_blank" rel="noreferrer">
        <img src={variant.url} alt={`${name} as ${variant.name}`} loading="lazy" />
      </a>
      <span class="mono small">{variant.name}</span>
      <span class="quiet small number">
        {variant.width} × {variant.height}, {bytes(variant.bytes)} ({Math.max(1, Math.round((variant.bytes / source) * 100))} %)
      </span>
    </li>
  );
}

function Timings({ timings }: { timings: Result["timings"] }) {
  const whole = timings.reduce((sum, { milliseconds: part }) => sum + part, 0);
  return (
    <section>
      <h3>Where the time went</h3>
      <ul class="timings">
        {timings.map(({ step, milliseconds: part }, index) => (
          <li key={index}>
            <span class="small">{step}</span>
            <span class="timing-track" aria-hidden="true">
              <span style={{ width: `${(part / whole) * 100}%` }} />
            </span>
            <span class="small number">{milliseconds(part)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
