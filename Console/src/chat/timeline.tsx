import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { session } from "../shell/session";
import { Empty, Loading } from "../ui/states";
import { useValue } from "../ui/value";
import type { Message } from "./message-list";
import { MessageView } from "./message-view";
import type { OpenRoom } from "./open-room";
import { PendingView } from "./pending-view";

interface TimelineProps {
  readonly room: OpenRoom;
  readonly act: (work: Promise<unknown>) => void;
  readonly openThread: (of: Message) => void;
  /** The message that a search has found. */
  readonly sought: string | undefined;
}

const nearPixels = 80;

/** What was said, the newest at the bottom; older pages come when one scrolls up. */
export function Timeline({ room, act, openThread, sought }: TimelineProps) {
  const list = useValue(room.list);
  const pending = useValue(room.pending);
  const isKnown = useValue(room.watched).position !== undefined;
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const heightBefore = useRef(0);
  const [isReading, reading] = useState(false);
  const { messages } = list;
  const first = messages[0];

  // Who is at the end stays there; who reads above keeps the place when older ones come before it.
  useLayoutEffect(() => {
    const element = frame.current!;
    if (isAtEnd.current) {
      element.scrollTop = element.scrollHeight;
    } else if (heightBefore.current > 0) {
      element.scrollTop += element.scrollHeight - heightBefore.current;
    }

    heightBefore.current = 0;
  }, [list, pending]);
  useEffect(() => {
    if (isAtEnd.current && !document.hidden) {
      room.markRead();
    }
  }, [list]);
  useEffect(() => {
    if (sought !== undefined) {
      isAtEnd.current = false;
      frame.current?.querySelector(`[data-message="${sought}"]`)?.scrollIntoView({ block: "center" });
    }
  }, [sought]);

  const scrolled = async (): Promise<void> => {
    const element = frame.current!;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels;
    if (element.scrollTop < nearPixels && list.more && first !== undefined && !isReading) {
      reading(true);
      heightBefore.current = element.scrollHeight;
      await room.older(first.sequence).catch(() => undefined);
      reading(false);
    }
  };
  return (
    <div class="timeline" ref={frame} onScroll={() => void scrolled()} tabIndex={0} role="log" aria-label="Messages" aria-busy={isReading}>
      {isReading && <p class="quiet small center">Reading older messages</p>}
      {!list.more && messages.length > 0 && <p class="quiet small center">The beginning of the room</p>}
      {!isKnown && pending.length === 0 && <Loading what="The messages" />}
      {isKnown && messages.length === 0 && pending.length === 0 && <Empty title="Nothing has been said yet">Say something below.</Empty>}
      <ol>
        {messages.map((message, index) => (
          <MessageView
            key={message.id}
            message={message}
            parent={message.replyTo === undefined ? undefined : list.find(message.replyTo)}
            isContinued={continues(messages[index - 1], message)}
            isSought={message.id === sought}
            room={room}
            act={act}
            openThread={openThread}
          />
        ))}
        {pending.map((entry) => (
          <PendingView key={entry.outgoing.clientMessageId} pending={entry} room={room} />
        ))}
      </ol>
      <Foot room={room} last={messages.at(-1)} />
    </div>
  );
}

const togetherMs = 4 * 60_000;

function continues(before: Message | undefined, message: Message): boolean {
  return before?.sender === message.sender && message.replyTo === undefined && message.sentAt.getTime() - before.sentAt.getTime() < togetherMs;
}

function Foot({ room, last }: { room: OpenRoom; last: Message | undefined }) {
  const typing = useValue(room.typing);
  const readBy = useValue(room.readBy);
  const own = session.identity.current?.user;
  const readers = last === undefined || last.sender !== own ? [] : [...readBy].filter(([user, sequence]) => user !== own && sequence >= last.sequence).map(([user]) => user);
  return (
    <p class="quiet small foot" aria-live="polite">
      {typing.length > 0 ? `${typing.join(", ")} ${typing.length === 1 ? "is" : "are"} typing …` : readers.length > 0 ? `Read by ${readers.slice(0, 5).join(", ")}` : " "}
    </p>
  );
}
