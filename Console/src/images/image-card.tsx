import { bytes, number } from "../ui/format";
import { useValue } from "../ui/value";
import type { ImageJob, JobState } from "./image-job";
import { Thumbnail } from "./thumbnail";

interface CardProps {
  readonly job: ImageJob;
  readonly open: () => void;
  readonly drop: () => void;
}

export function ImageCard({ job, open, drop }: CardProps) {
  const state = useValue(job.state);
  const { label, tone } = summaryOf(state);
  const isOver = state.phase === "done" || state.phase === "refused" || state.phase === "cancelled";
  return (
    <li class="image-card" data-status={state.image?.status ?? state.phase}>
      <button class="image-open plain" onClick={open} disabled={state.phase === "cancelled" || state.phase === "waiting"} aria-label={`${job.name}: ${label}; details`}>
        <Thumbnail job={job} state={state} />
      </button>
      <div class="image-words">
        <span class="image-name" title={job.name}>
          {job.name}
        </span>
        <span class="quiet small number">{bytes(job.size)}</span>
        <span class={`badge ${tone}`}>{label}</span>
        {isOver ? (
          state.phase !== "done" && (
            <button class="plain small" onClick={drop} aria-label={`Remove ${job.name} from the list`}>
              Dismiss
            </button>
          )
        ) : (
          <button class="plain small" onClick={() => void job.cancel()} aria-label={`Cancel ${job.name}`}>
            Cancel
          </button>
        )}
      </div>
      {state.phase === "uploading" && <progress value={state.share} max={1} aria-label={`Upload of ${job.name}`} />}
      {state.phase === "working" && <Waiting state={state} />}
      {(state.error ?? state.image?.error) != null && <p class="small image-error"><code>{state.error?.code ?? state.image?.error?.code}</code></p>}
    </li>
  );
}

function Waiting({ state }: { state: JobState }) {
  const queue = state.image?.queue;
  if (queue == null) {
    return state.step === undefined ? null : <p class="quiet small">step {state.step}</p>;
  }

  const wait = queue.estimatedWaitSeconds;
  return (
    <p class="quiet small">
      number {number(queue.position)} in the queue{wait === null ? "" : `, about ${wait < 1 ? "a moment" : `${number(Math.ceil(wait))} s`}`}
    </p>
  );
}

export function summaryOf({ phase, share, image, error }: JobState): { label: string; tone: string } {
  switch (phase) {
    case "waiting":
      return { label: "waits to upload", tone: "" };
    case "uploading":
      return { label: `uploading ${Math.round(share * 100)} %`, tone: "accent" };
    case "refused":
      return { label: error?.isOffline === true ? "interrupted" : "refused", tone: "bad" };
    case "cancelled":
      return { label: "cancelled", tone: "" };
    default:
      return statusOf(image?.status);
  }
}

function statusOf(status: string | undefined): { label: string; tone: string } {
  switch (status) {
    case "succeeded":
      return { label: "done", tone: "good" };
    case "failed":
      return { label: "failed", tone: "bad" };
    case "processing":
      return { label: "processing", tone: "accent" };
    case "pending-upload":
      return { label: "never uploaded", tone: "warn" };
    default:
      return { label: status ?? "queued", tone: "" };
  }
}
