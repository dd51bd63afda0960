import type { ChatAttachment } from "@aspire-backends/chat-client";
import { ApiError } from "../api/http";
import { follow } from "../images/follow";
import type { ImageView } from "../images/contract";
import { complete, put, reserve, share } from "../images/images-api";

const preset = "web";

/** Uploads an image, lets everybody who knows its id see it, and waits until there is something to see. @throws ApiError */
export async function attach(file: File): Promise<ChatAttachment> {
  const { signal } = new AbortController();
  const { id, uploadUrl } = await reserve(file, preset, signal);
  await put(uploadUrl, file, () => undefined, signal);
  await complete(id, signal);
  await share(id);
  let image: ImageView | undefined;
  await follow(id, { changed: (now) => (image = now), step: () => undefined }, signal);
  if (image?.result == null) {
    throw new ApiError(400, image?.error?.code ?? "image-cancelled", image?.error?.detail ?? `${file.name} could not be processed.`);
  }

  const { source, results } = image.result;
  return { id, width: source.width, height: source.height, ...(results.blurhash === undefined ? {} : { blurhash: results.blurhash }) };
}
