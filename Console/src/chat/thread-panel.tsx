import { useEffect, useState } from "preact/hooks";
import { useValue } from "../ui/value";
import { Composer } from "./composer";
import { type Message, MessageList } from "./message-list";
import { MessageView } from "./message-view";
import type { OpenRoom } from "./open-room";
import { replies } from "./rooms-api";

interface ThreadProps {
  readonly room: OpenRoom;
  readonly parent: Message;
  readonly act: (work: Promise<unknown>) => void;
  readonly close: () => void;
}

/** A message and its replies: those of history, and those that come while one looks. */
export function ThreadPanel({ room, parent, act, close }: ThreadProps) {
  const [stored, set] = useState(MessageList.empty);
  const list = useValue(room.list);
  useEffect(() => act(replies(room.id, parent.id).then(({ entries }) => set(MessageList.of(entries, false)))), [parent.id]);
  const live = list.messages.filter((message) => message.replyTo === parent.id);
  const shown = [...stored.messages.filter((old) => !live.some(({ id }) => id === old.id)), ...live].sort((left, right) => left.sequence - right.sequence);
  return (
    <>
      <header class="row spread">
        <h2>Thread</h2>
        <button class="plain icon" onClick={close} aria-label="Close the thread">
          ✕
        </button>
      </header>
      <ol class="thread" tabIndex={0} aria-label="The message and its replies">
        <MessageView message={list.find(parent.id) ?? parent} room={room} act={act} />
        {shown.map((reply) => (
          <MessageView key={reply.id} message={reply} room={room} act={act} />
        ))}
      </ol>
      <Composer room={room} label="Reply" replyTo={parent.id} />
    </>
  );
}
