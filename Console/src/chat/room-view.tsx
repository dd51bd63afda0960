import { useEffect, useMemo, useState } from "preact/hooks";
import { ChatError } from "@aspire-backends/chat-client";
import { ApiError } from "../api/http";
import { Failure } from "../ui/states";
import { useValue } from "../ui/value";
import { Composer } from "./composer";
import type { Connection } from "./connection";
import { MonitorPanel } from "./monitor-panel";
import type { Message } from "./message-list";
import type { OpenRoom } from "./open-room";
import { SearchPanel } from "./search-panel";
import { ThreadPanel } from "./thread-panel";
import { Timeline } from "./timeline";

type Panel = { readonly kind: "monitor" } | { readonly kind: "search" } | { readonly kind: "thread"; readonly of: Message };

/** One room: what is said, who is there, and beside it a thread, a search or the monitor. */
export function RoomView({ connection, id }: { connection: Connection; id: string }) {
  const room = useMemo(() => connection.open(id), [connection, id]);
  const [error, fail] = useState<ApiError>();
  const [panel, show] = useState<Panel>({ kind: "monitor" });
  const [sought, seek] = useState<string>();
  useEffect(() => {
    room.joined.catch((cause: unknown) => fail(asError(cause)));
  }, [room]);
  const link = useValue(connection.state);
  useEffect(() => {
    if (link === "connected") {
      fail((before) => (before?.isOffline === true ? undefined : before));
    }
  }, [link]);
  const act = (work: Promise<unknown>): void => void work.then(() => fail(undefined), (cause: unknown) => fail(asError(cause)));
  const find = (message: { id: string; sequence: number }): void => act(room.around(message.sequence).then(() => seek(message.id)));
  return (
    <>
      <section class="card room" aria-label={`Room ${id}`}>
        <RoomHead room={room} panel={panel.kind} show={(kind) => show({ kind })} />
        {error !== undefined && <Failure error={error} />}
        <Timeline room={room} act={act} openThread={(of) => show({ kind: "thread", of })} sought={sought} />
        <Composer room={room} label={`Message to ${id}`} />
      </section>
      <aside class="card room-panel" aria-label={panel.kind === "thread" ? "Thread" : panel.kind === "search" ? "Search" : "Monitor of sequence numbers"}>
        {panel.kind === "monitor" && <MonitorPanel room={room} />}
        {panel.kind === "search" && <SearchPanel room={id} find={find} />}
        {panel.kind === "thread" && <ThreadPanel room={room} parent={panel.of} act={act} close={() => show({ kind: "monitor" })} />}
      </aside>
    </>
  );
}

function RoomHead({ room, panel, show }: { room: OpenRoom; panel: string; show: (panel: "monitor" | "search") => void }) {
  const { count, users } = useValue(room.online);
  const about = useValue(room.about);
  return (
    <header class="room-head">
      <div>
        <h2 title={room.id}>{about?.name ?? room.id}</h2>
        <p class="quiet small" data-online={count}>
          {count === undefined ? "Who is here is not known yet" : `${count} here`}{users.size > 0 && `: ${[...users].sort().slice(0, 8).join(", ")}${users.size > 8 ? ", …" : ""}`}
        </p>
      </div>
      <div class="row">
        <button class="small" aria-pressed={panel === "search"} onClick={() => show("search")}>
          Search
        </button>
        <button class="small" aria-pressed={panel === "monitor"} onClick={() => show("monitor")}>
          Monitor
        </button>
      </div>
    </header>
  );
}

function asError(cause: unknown): ApiError {
  return cause instanceof ChatError
    ? new ApiError(cause.code === "connection-lost" ? 0 : 400, cause.code, cause.message)
    : cause instanceof ApiError
      ? cause
      : new ApiError(400, "page-defect", String(cause));
}
