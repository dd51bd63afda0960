export type ImageStatus = "pending-upload" | "queued" | "processing" | "succeeded" | "failed" | "cancelled";

/** `GET /images/presets`: what a preset makes of a picture that is large enough for all of it. */
export interface Preset {
  readonly name: string;
  /** Sizes are of the box; null: the picture's own. */
  readonly files: readonly { readonly name: string; readonly width: number | null; readonly height: number | null; readonly fit: string }[];
  readonly results: readonly string[];
}

/** `POST /images`. */
export interface Ticket {
  readonly id: string;
  readonly uploadUrl: string;
  readonly expiresAt: string;
}

/** `GET /images/{id}`. */
export interface ImageView {
  readonly id: string;
  readonly status: ImageStatus;
  readonly version: number;
  readonly fileName: string;
  readonly length: number;
  readonly preset: string;
  readonly createdAt: string;
  readonly attempts: number;
  readonly queue: { readonly position: number; readonly estimatedWaitSeconds: number | null } | null;
  readonly error: { readonly code: string; readonly detail: string | null } | null;
  readonly result: Result | null;
}

export interface Result {
  readonly expiresAt: string;
  readonly source: { readonly format: string; readonly width: number; readonly height: number; readonly frames: number; readonly bytes: number };
  readonly variants: readonly Variant[];
  readonly results: Findings;
  readonly timings: readonly { readonly step: string; readonly milliseconds: number }[];
}

export interface Variant {
  readonly name: string;
  readonly url: string;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** What models and measurements said; a preset asks for some of it, and a newer service may say more. */
export interface Findings {
  readonly blurhash?: string;
  /** `#rrggbb`, what most of the picture has. */
  readonly colour?: string;
  readonly embedding?: { readonly model: string; readonly dimensions: number };
  readonly moderation?: {
    readonly verdict?: string;
    readonly score?: number;
    readonly threshold?: number;
    readonly model?: string;
    readonly scores?: Readonly<Record<string, number>>;
  };
  readonly faces?: { readonly faces?: readonly Box[] };
  readonly text?: { readonly text?: string; readonly lines?: readonly { readonly text: string; readonly score: number }[] };
}

/** In shares of the picture's width and height. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

export interface SimilarImage {
  readonly similarity: number;
  readonly image: ImageView;
}

export const finished: ReadonlySet<ImageStatus> = new Set(["succeeded", "failed", "cancelled"]);
