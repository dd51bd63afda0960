import { type ApiError, asApiError } from "../api/http";
import { Value } from "../ui/value";
import { finished, type ImageView } from "./contract";
import { follow } from "./follow";
import { complete, put, remove, reserve } from "./images-api";
import { Turns } from "./turns";

export interface JobState {
  readonly phase: "waiting" | "uploading" | "working" | "done" | "refused" | "cancelled";
  /** Of the upload, 0 to 1. */
  readonly share: number;
  readonly image: ImageView | undefined;
  /** The step that the worker is at. */
  readonly step: string | undefined;
  readonly steps: readonly string[];
  readonly error: ApiError | undefined;
}

const uploads = new Turns(3);

/** One file on its way from the page to its derivatives, or an image that was there before. */
export class ImageJob {
  readonly state: Value<JobState>;
  readonly preview: string | undefined;
  private readonly stopping = new AbortController();

  private constructor(
    readonly name: string,
    readonly size: number,
    private id: string | undefined,
    first: Partial<JobState>,
    file?: File,
  ) {
    this.preview = file === undefined ? undefined : URL.createObjectURL(file);
    this.state = new Value<JobState>({ phase: "waiting", share: 0, image: undefined, step: undefined, steps: [], error: undefined, ...first });
  }

  static upload(file: File, preset: string): ImageJob {
    const job = new ImageJob(file.name, file.size, undefined, {}, file);
    void job.guard(() => uploads.run(() => job.send(file, preset)).then((id) => job.watch(id)));
    return job;
  }

  static existing(image: ImageView): ImageJob {
    const isDone = finished.has(image.status);
    const job = new ImageJob(image.fileName, image.length, image.id, { phase: isDone ? "done" : "working", image, share: 1 });
    if (!isDone && image.status !== "pending-upload") {
      void job.guard(() => job.watch(image.id));
    }

    return job;
  }

  get imageId(): string | undefined {
    return this.id;
  }

  /** With the signed addresses of this moment. */
  async refresh(): Promise<void> {
    if (this.id !== undefined) {
      await this.guard(() => this.watch(this.id!));
    }
  }

  async cancel(): Promise<void> {
    this.stopping.abort();
    this.change({ phase: "cancelled" });
    if (this.id !== undefined) {
      await remove(this.id).catch(() => undefined);
    }
  }

  dispose(): void {
    this.stopping.abort();
    if (this.preview !== undefined) {
      URL.revokeObjectURL(this.preview);
    }
  }

  private async send(file: File, preset: string): Promise<string> {
    const { signal } = this.stopping;
    signal.throwIfAborted();
    const ticket = await reserve(file, preset, signal);
    this.id = ticket.id;
    this.change({ phase: "uploading" });
    await put(ticket.uploadUrl, file, (share) => this.change({ share }), signal);
    this.change({ phase: "working", share: 1, image: await complete(ticket.id, signal) });
    return ticket.id;
  }

  private watch(id: string): Promise<void> {
    return follow(
      id,
      {
        changed: (image) => this.change({ image, phase: finished.has(image.status) ? "done" : "working" }),
        step: (step) => this.change({ step, steps: [...this.state.current.steps, step] }),
      },
      this.stopping.signal,
    );
  }

  private async guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.change({ phase: "refused", error: asApiError(error) });
      }
    }
  }

  private change(part: Partial<JobState>): void {
    if (this.state.current.phase !== "cancelled") {
      this.state.set({ ...this.state.current, ...part });
    }
  }
}
