import { ApiError, call, read } from "../api/http";
import type { ImageView, Preset, SimilarImage, Ticket } from "./contract";

export function reserve(file: File, preset: string, signal: AbortSignal): Promise<Ticket> {
  return read<Ticket>("/images", {
    method: "POST",
    body: { fileName: file.name, contentType: file.type || "application/octet-stream", length: file.size, preset },
    signal,
  });
}

export const complete = (id: string, signal: AbortSignal): Promise<ImageView> => read(`/images/${id}/complete`, { method: "POST", signal });
export const status = (id: string, signal?: AbortSignal): Promise<ImageView> => read(`/images/${id}`, { signal });
export const list = (before?: string): Promise<{ images: readonly ImageView[]; next: string | null }> =>
  read(`/images?limit=24${before === undefined ? "" : `&before=${encodeURIComponent(before)}`}`);
export const share = (id: string): Promise<ImageView> => read(`/images/${id}/visibility`, { method: "PUT", body: { visibility: "shared" } });

export async function remove(id: string): Promise<void> {
  await call(`/images/${id}`, { method: "DELETE" });
}

/** Own images that look alike; undefined where the service or the image offers no such thing. */
export async function similar(id: string, signal: AbortSignal): Promise<readonly SimilarImage[] | undefined> {
  try {
    return (await read<{ images: readonly SimilarImage[] }>(`/images/${id}/similar?limit=6`, { signal })).images;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 409)) {
      return undefined;
    }

    throw error;
  }
}

export const presets = async (): Promise<readonly Preset[]> => (await read<{ presets: readonly Preset[] }>("/images/presets")).presets;

/** Puts the bytes straight into storage, and says how far it is. */
export function put(url: string, file: File, progress: (share: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const end = (act: () => void): void => {
      signal.removeEventListener("abort", abort);
      act();
    };
    request.open("PUT", url);
    request.setRequestHeader("x-ms-blob-type", "BlockBlob");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total);
    request.onload = () =>
      end(() =>
        request.status < 300
          ? resolve()
          : reject(new ApiError(request.status, `storage-${request.status}`, request.status === 403 ? "Storage refuses the upload: its address has ended." : `Storage answered ${request.status}.`)),
      );
    request.onerror = () => end(() => reject(new ApiError(0, "offline", "Storage cannot be reached from this page.")));
    request.onabort = () => end(() => reject(new DOMException("Cancelled", "AbortError")));
    signal.addEventListener("abort", abort);
    request.send(file);
  });
}
