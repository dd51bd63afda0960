import type { ChatAttachment } from "@aspire-backends/chat-client";
import { decode } from "blurhash";
import { useEffect, useRef, useState } from "preact/hooks";
import { read } from "../api/http";
import type { Variant } from "../images/contract";

/** What anybody reads of a shared image. */
interface SharedImage {
  readonly status: string;
  readonly result: { readonly expiresAt: string; readonly variants: readonly Variant[] } | null;
}

const shownMax = 320;

export function Attachments({ of }: { of: readonly ChatAttachment[] }) {
  return of.length === 0 ? null : (
    <div class="row attachments">
      {of.map((image) => (
        <Attachment key={image.id} image={image} />
      ))}
    </div>
  );
}

/** The colours first, the picture when its address is known: addresses are signed for one reader and a quarter of an hour. */
function Attachment({ image }: { image: ChatAttachment }) {
  const [variant, set] = useState<Variant>();
  const [isGone, gone] = useState(false);
  const scale = Math.min(1, shownMax / image.width, shownMax / image.height);
  useEffect(() => {
    void read<SharedImage>(`/images/${image.id}`).then(
      ({ result }) => set(result?.variants.toSorted((left, right) => left.width - right.width).find(({ width }) => width >= 600) ?? result?.variants[0]),
      () => gone(true),
    );
  }, [image.id]);
  const frame = { width: `${Math.round(image.width * scale)}px`, aspectRatio: `${image.width} / ${image.height}` };
  if (isGone) {
    return <span class="attachment quiet small">The image is gone.</span>;
  }

  return (
    <a class="attachment" style={frame} {...(variant === undefined ? {} : { href: variant.url })} target="_blank" rel="noreferrer" aria-label="Open the image">
      {image.blurhash !== undefined && <Blur hash={image.blurhash} />}
      {variant !== undefined && <img src={variant.url} alt="Attached image" loading="lazy" onError={() => gone(true)} />}
    </a>
  );
}

const blurPixels = 32;

function Blur({ hash }: { hash: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    try {
      const pixels = decode(hash, blurPixels, blurPixels);
      canvas.current?.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(pixels), blurPixels, blurPixels), 0, 0);
    } catch {
      // A hash that is none shows nothing: the picture comes all the same.
    }
  }, [hash]);
  return <canvas ref={canvas} width={blurPixels} height={blurPixels} aria-hidden="true" />;
}
