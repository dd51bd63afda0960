import { useEffect, useState } from "preact/hooks";
import type { Variant } from "./contract";
import type { ImageJob, JobState } from "./image-job";

/** The smallest derivative, else the file itself, else a sign. */
export function Thumbnail({ job, state }: { job: ImageJob; state: JobState }) {
  const [isBroken, breaks] = useState(false);
  // A list holds no signed addresses: who is finished is asked for, one card at a time.
  const lacks = state.image?.status === "succeeded" && state.image.result === null;
  useEffect(() => {
    if (lacks) {
      void job.refresh();
    }
  }, [lacks]);
  const address = smallest(state.image?.result?.variants)?.url ?? (isBroken || state.image?.status === "failed" ? undefined : job.preview);
  if (address === undefined || state.error !== undefined) {
    const isBad = state.image?.status === "failed" || state.error !== undefined;
    return (
      <span class={`thumbnail sign ${isBad ? "bad" : ""}`}>
        <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
          {isBad ? <path d="m5 5 14 14M19 5 5 19" /> : <path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01" />}
        </svg>
      </span>
    );
  }

  return <img class="thumbnail" src={address} alt="" loading="lazy" onError={() => breaks(true)} />;
}

function smallest(variants: readonly Variant[] | undefined): Variant | undefined {
  return variants?.toSorted((left, right) => left.bytes - right.bytes).find((variant) => variant.width >= 120) ?? variants?.[0];
}
