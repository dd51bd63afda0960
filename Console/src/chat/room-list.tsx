import { useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { usePoll } from "../api/poll";
import { Failure, Loading } from "../ui/states";
import type { Room } from "./contract";
import { create, direct, mine, open, unread } from "./rooms-api";

const pauseMs = 3_000;

interface RoomListProps {
  readonly chosen: string;
  readonly choose: (room: string) => void;
}

/** One's own rooms with what is unread in them, and the public ones that one may join by opening them. */
export function RoomList({ chosen, choose }: RoomListProps) {
  const [version, refresh] = useState(0);
  const { data, error } = usePoll(
    async (signal) => {
      const [own, all, marks] = await Promise.all([mine(signal), open(signal), unread(signal)]);
      return { own, others: all.filter((room) => !own.some(({ id }) => id === room.id)), marks: new Map(marks.map((mark) => [mark.room, mark.unread])) };
    },
    pauseMs,
    `${version} ${chosen}`,
  );
  return (
    <>
      {error !== undefined && <Failure error={error} />}
      {data === undefined && error === undefined && <Loading what="The rooms" />}
      {data !== undefined && (
        <nav aria-label="Rooms" class="rooms">
          <Rooms title="Your rooms" rooms={data.own} marks={data.marks} chosen={chosen} choose={choose} />
          <Rooms title="Public rooms" rooms={data.others} marks={data.marks} chosen={chosen} choose={choose} />
        </nav>
      )}
      <NewRoom opened={(room) => (refresh(version + 1), choose(room.id))} />
    </>
  );
}

interface RoomsProps extends RoomListProps {
  readonly title: string;
  readonly rooms: readonly Room[];
  readonly marks: ReadonlyMap<string, number>;
}

function Rooms({ title, rooms, marks, chosen, choose }: RoomsProps) {
  return rooms.length === 0 ? null : (
    <>
      <h2 class="quiet small">{title}</h2>
      <ul>
        {rooms.map((room) => {
          const count = marks.get(room.id) ?? 0;
          return (
            <li key={room.id}>
              <button class="room-button" aria-current={room.id === chosen ? "page" : undefined} onClick={() => choose(room.id)}>
                <span class="room-name">
                  <span class="quiet" aria-hidden="true">
                    {room.kind === "direct" ? "@" : room.kind === "private" ? "◦" : "#"}
                  </span>{" "}
                  {room.name}
                </span>
                {count > 0 && room.id !== chosen && (
                  <span class="badge accent number">
                    {count > 99 ? "99+" : count}
                    <span class="unseen"> unread</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function NewRoom({ opened }: { opened: (room: Room) => void }) {
  const [text, type] = useState("");
  const [kind, choose] = useState<"public" | "private" | "direct">("public");
  const [error, fail] = useState<ApiError>();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      opened(kind === "direct" ? await direct(text.trim()) : await create(text.trim(), kind));
      type("");
      fail(undefined);
    } catch (cause) {
      fail(asApiError(cause));
    }
  };
  return (
    <details class="new-room">
      <summary>New room or direct message</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>Kind</span>
          <select value={kind} onChange={(event) => choose(event.currentTarget.value as typeof kind)}>
            <option value="public">public room</option>
            <option value="private">private room</option>
            <option value="direct">direct message</option>
          </select>
        </label>
        <label class="field">
          <span>{kind === "direct" ? "To the user" : "Name"}</span>
          <input value={text} onInput={(event) => type(event.currentTarget.value)} required maxLength={100} />
        </label>
        {error !== undefined && <Failure error={error} />}
        <button>Open</button>
      </form>
    </details>
  );
}
