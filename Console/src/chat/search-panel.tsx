import { useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { time } from "../ui/format";
import { Empty, Failure } from "../ui/states";
import type { StoredEntry } from "./contract";
import { search } from "./rooms-api";

/** Messages by their words, in this room or in all of one's own. */
export function SearchPanel({ room, find }: { room: string; find: (message: StoredEntry) => void }) {
  const [words, type] = useState("");
  const [everywhere, widen] = useState(false);
  const [found, set] = useState<readonly StoredEntry[]>();
  const [error, fail] = useState<ApiError>();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      set(await search(words, everywhere ? undefined : room));
      fail(undefined);
    } catch (cause) {
      fail(asApiError(cause));
    }
  };
  return (
    <>
      <h2>Search</h2>
      <form class="stack" role="search" onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>Words, “phrases”, or, -not</span>
          <input type="search" value={words} onInput={(event) => type(event.currentTarget.value)} required maxLength={200} />
        </label>
        <div class="row spread">
          <label class="switch small">
            <input type="checkbox" checked={everywhere} onChange={(event) => widen(event.currentTarget.checked)} />
            all my rooms
          </label>
          <button>Search</button>
        </div>
      </form>
      {error !== undefined && <Failure error={error} />}
      {found?.length === 0 && <Empty title="Nothing was found" />}
      <ol class="found">
        {found?.map((message) => (
          <li key={message.id}>
            <button class="plain" onClick={() => (message.room === room ? find(message) : (location.hash = `/chat/${encodeURIComponent(message.room)}`))}>
              <span class="small">
                <strong>{message.sender}</strong>{" "}
                <span class="quiet">
                  {message.room === room ? "" : `in ${message.room}, `}
                  {new Date(message.sentAt).toLocaleDateString()} {time(message.sentAt)}
                </span>
              </span>
              <span>{message.text}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
