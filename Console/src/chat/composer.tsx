import type { ChatAttachment, SendOptions } from "@aspire-backends/chat-client";
import { useRef, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { Failure } from "../ui/states";
import { attach } from "./attach";
import type { OpenRoom } from "./open-room";

interface ComposerProps {
  readonly room: OpenRoom;
  readonly label: string;
  /** The message that is answered. */
  readonly replyTo?: string;
}

export function Composer({ room, label, replyTo }: ComposerProps) {
  const [text, type] = useState("");
  const [attached, hold] = useState<readonly ChatAttachment[]>([]);
  const [busy, work] = useState<string>();
  const [error, fail] = useState<ApiError>();
  const input = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const canSend = (text.trim() !== "" || attached.length > 0) && busy === undefined;
  const send = (): void => {
    // What stands in the field counts: who types fast is ahead of the last rendering.
    const said = field.current!.value.trim();
    if ((said === "" && attached.length === 0) || busy !== undefined) {
      return;
    }

    const options: SendOptions = {
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(attached.length === 0 ? {} : { attachments: attached }),
      mentions: [...said.matchAll(/(?<=^|\s)@([\p{L}\p{N}._-]+)/gu)].map(([, user]) => user!).slice(0, 50),
    };
    room.send(said === "" ? "🖼" : said, options);
    type("");
    hold([]);
  };
  const take = async (files: readonly File[]): Promise<void> => {
    for (const file of files) {
      work(file.name);
      try {
        const image = await attach(file);
        hold((before) => [...before, image].slice(-10));
        fail(undefined);
      } catch (cause) {
        fail(asApiError(cause));
      }
    }

    work(undefined);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onPaste={(event) => void take([...(event.clipboardData?.files ?? [])])}
    >
      {error !== undefined && <Failure error={error} />}
      {(attached.length > 0 || busy !== undefined) && (
        <p class="row small" role="status">
          {attached.map((image) => (
            <span key={image.id} class="badge good">
              image {image.width} × {image.height}
            </span>
          ))}
          {busy !== undefined && <span class="badge accent">{busy} is being prepared …</span>}
        </p>
      )}
      <div class="composer-line">
        <button type="button" class="icon" aria-label="Attach an image" onClick={() => input.current?.click()}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">
            <path d="M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M12.5 7.5h.01" />
          </svg>
        </button>
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={4_000}
          placeholder="Write a message"
          aria-label={label}
          onInput={(event) => {
            type(event.currentTarget.value);
            room.types();
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            }
          }}
        />
        <button class="primary" disabled={!canSend}>
          Send
        </button>
      </div>
      <input
        ref={input}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Image files to attach"
        accept="image/jpeg,image/png,image/gif,image/webp,image/bmp"
        onChange={(event) => {
          void take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </form>
  );
}
