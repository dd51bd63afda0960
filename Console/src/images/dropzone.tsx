import { useEffect, useRef, useState } from "preact/hooks";

/** Takes files that are dropped, pasted or chosen. */
export function Dropzone({ isReady, add }: { isReady: boolean; add: (files: readonly File[]) => void }) {
  const [isOver, over] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(add);
  latest.current = add;
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (isReady && files.length > 0) {
        event.preventDefault();
        latest.current(files);
      }
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, [isReady]);
  return (
    <div
      class={`dropzone ${isOver ? "is-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        over(true);
      }}
      onDragLeave={() => over(false)}
      onDrop={(event) => {
        event.preventDefault();
        over(false);
        if (isReady) {
          add([...(event.dataTransfer?.files ?? [])]);
        }
      }}
    >
      <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">
        <path d="M12 15V4m0 0L8 8m4-4 4 4M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3" />
      </svg>
      <p>
        Drop or paste images here, or{" "}
        <button disabled={!isReady} onClick={() => input.current?.click()}>
          Choose files
        </button>
      </p>
      <p class="quiet small">JPEG, PNG, GIF, WebP or BMP, up to 100 MB each</p>
      <input
        ref={input}
        class="unseen"
        type="file"
        multiple
        accept="image/jpeg,image/png,image/gif,image/webp,image/bmp"
        aria-label="Choose image files"
        tabIndex={-1}
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
