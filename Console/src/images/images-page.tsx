import { useEffect, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { Empty, Failure, Loading } from "../ui/states";
import type { Preset } from "./contract";
import { Dropzone } from "./dropzone";
import { ImageCard } from "./image-card";
import { ImageDetails } from "./image-details";
import { ImageJob } from "./image-job";
import { list, presets } from "./images-api";
import { PresetChoice } from "./preset-choice";
import "./images.css";

/** The preset that is chosen until somebody chooses another: it makes images that can be compared. */
const usual = "gallery";

/** Many files at once, straight to storage, and what becomes of each. */
export function ImagesPage() {
  const [jobs, set] = useState<readonly ImageJob[]>([]);
  const [known, know] = useState<readonly Preset[]>([]);
  const [preset, choose] = useState("");
  const [next, setNext] = useState<string | null>(null);
  const [chosen, open] = useState<ImageJob>();
  const [isListed, listed] = useState(false);
  const [error, fail] = useState<ApiError>();
  const guard = (work: Promise<void>): void => void work.catch((cause: unknown) => fail(asApiError(cause)));
  const older = async (before?: string): Promise<void> => {
    const page = await list(before);
    setNext(page.next);
    listed(true);
    set((held) => [...held, ...page.images.filter((image) => !held.some((job) => job.imageId === image.id)).map((image) => ImageJob.existing(image))]);
  };
  const load = (): void => {
    fail(undefined);
    guard(older());
    guard(
      presets().then((all) => {
        know(all);
        choose((before) => (all.find(({ name }) => name === (before || usual)) ?? all[0])?.name ?? "");
      }),
    );
  };
  useEffect(load, []);
  const add = (files: readonly File[]): void => set((held) => [...files.map((file) => ImageJob.upload(file, preset)), ...held]);
  const drop = (job: ImageJob): void => {
    job.dispose();
    set((held) => held.filter((other) => other !== job));
  };
  return (
    <>
      <div class="page-head">
        <div>
          <h1>Images</h1>
          <p>The bytes go straight to storage by an address that takes exactly one file. A worker makes the derivatives, and the page follows every step.</p>
        </div>
        <PresetChoice known={known} chosen={preset} choose={choose} />
      </div>
      {error !== undefined && <Failure error={error} retry={load} />}
      <Dropzone isReady={preset !== ""} add={add} />
      {!isListed && error === undefined && <Loading what="Your images" />}
      {isListed && jobs.length === 0 && <Empty title="No images yet">Drop some files above, or paste a picture.</Empty>}
      <ul class="image-grid">
        {jobs.map((job) => (
          <ImageCard key={keyOf(job)} job={job} open={() => open(job)} drop={() => drop(job)} />
        ))}
      </ul>
      {next !== null && (
        <div class="row">
          <button onClick={() => guard(older(next))}>Older images</button>
        </div>
      )}
      {chosen !== undefined && <ImageDetails job={chosen} close={() => open(undefined)} drop={() => (open(undefined), drop(chosen))} />}
    </>
  );
}

const keys = new WeakMap<ImageJob, number>();
let last = 0;

/** A job has no id before its upload is reserved. */
function keyOf(job: ImageJob): number {
  const key = keys.get(job) ?? ++last;
  keys.set(job, key);
  return key;
}
