import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { Failure } from "../ui/states";
import { useValue } from "../ui/value";
import { ImageJob } from "./image-job";
import { similar } from "./images-api";
import { Thumbnail } from "./thumbnail";

interface Found {
  readonly job: ImageJob;
  readonly similarity: number;
}

/** Own images that look most like this one; nothing where its preset makes no embedding. */
export function Similar({ id }: { id: string }) {
  const [found, set] = useState<readonly Found[]>();
  const [error, fail] = useState<ApiError>();
  useEffect(() => {
    const stopping = new AbortController();
    void similar(id, stopping.signal).then(
      (images) => set(images?.map(({ image, similarity }) => ({ job: ImageJob.existing(image), similarity }))),
      (cause: unknown) => stopping.signal.aborted || fail(asApiError(cause)),
    );
    return () => stopping.abort();
  }, [id]);
  useEffect(() => () => found?.forEach(({ job }) => job.dispose()), [found]);
  if (found === undefined && error === undefined) {
    return null;
  }

  return (
    <section>
      <h3>Looks like</h3>
      {error !== undefined && <Failure error={error} />}
      {found?.length === 0 && <p class="quiet small">None of your other images has been compared with it yet.</p>}
      <ul class="similar" aria-label="Similar images">
        {found?.map((one) => (
          <SimilarOne key={one.job.imageId} found={one} />
        ))}
      </ul>
    </section>
  );
}

function SimilarOne({ found: { job, similarity } }: { found: Found }) {
  const state = useValue(job.state);
  return (
    <li>
      <Thumbnail job={job} state={state} />
      <span class="small similar-name" title={job.name}>
        {job.name}
      </span>
      <span class="small number quiet">{Math.round(similarity * 100)} %</span>
    </li>
  );
}
