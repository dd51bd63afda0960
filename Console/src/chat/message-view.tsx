import { useEffect, useRef, useState } from "preact/hooks";
import { session } from "../shell/session";
import { time } from "../ui/format";
import { useValue } from "../ui/value";
import { Attachments } from "./attachment";
import type { Message } from "./message-list";
import type { OpenRoom } from "./open-room";

interface MessageProps {
  readonly message: Message;
  readonly parent?: Message | undefined;
  readonly isContinued?: boolean;
  readonly isSought?: boolean;
  readonly room: OpenRoom;
  readonly act: (work: Promise<unknown>) => void;
  readonly openThread?: (of: Message) => void;
}

const offered = ["👍", "❤️", "🎉", "😄", "👀"] as const;

export function MessageView({ message, parent, isContinued = false, isSought = false, room, act, openThread }: MessageProps) {
  const [isEditing, edit] = useState(false);
  const role = useValue(room.about)?.role;
  const isOwn = message.sender === session.identity.current?.user;
  const mayDelete = isOwn || role === "owner" || role === "moderator";
  return (
    <li class={`message ${isContinued ? "is-continued" : ""} ${isOwn ? "is-own" : ""} ${isSought ? "is-sought" : ""}`} data-message={message.id} data-sequence={message.sequence}>
      {!isContinued && (
        <div class="message-head">
          <strong>{message.sender}</strong>
          <time class="quiet small" dateTime={message.sentAt.toISOString()} title={`number ${message.sequence}`}>
            {time(message.sentAt)}
          </time>
        </div>
      )}
      {parent !== undefined && openThread !== undefined && (
        <button class="plain small quote" onClick={() => openThread(parent)}>
          ↳ {parent.sender}: {parent.isDeleted ? "deleted" : parent.text.slice(0, 80)}
        </button>
      )}
      {message.isDeleted ? (
        <p class="quiet">
          <em>deleted</em>
        </p>
      ) : isEditing ? (
        <Edit message={message} done={(text) => (edit(false), text !== undefined && act(room.edit(message.id, text)))} />
      ) : (
        <>
          <p class="message-text">
            {message.text}
            {message.isEdited && <span class="quiet small"> (edited)</span>}
          </p>
          <Attachments of={message.attachments} />
          <Reactions message={message} room={room} act={act} />
        </>
      )}
      {openThread !== undefined && message.replies > 0 && (
        <button class="plain small replies" onClick={() => openThread(message)}>
          {message.replies} {message.replies === 1 ? "reply" : "replies"}
        </button>
      )}
      {!message.isDeleted && !isEditing && (
        <div class="message-tools" role="group" aria-label={`What to do with the message of ${message.sender}`}>
          {offered.map((emoji) => (
            <button key={emoji} class="plain small" aria-label={`React with ${emoji}`} onClick={() => act(room.react(message.id, emoji, !owns(message, emoji)))}>
              {emoji}
            </button>
          ))}
          {openThread !== undefined && (
            <button class="plain small" onClick={() => openThread(message)}>
              Reply
            </button>
          )}
          {isOwn && (
            <button class="plain small" onClick={() => edit(true)}>
              Edit
            </button>
          )}
          {mayDelete && (
            <button class="plain small danger" onClick={() => act(room.delete(message.id))}>
              Delete
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function owns(message: Message, emoji: string): boolean {
  return message.reactions.some((reaction) => reaction.emoji === emoji && reaction.own);
}

function Reactions({ message, room, act }: { message: Message; room: OpenRoom; act: (work: Promise<unknown>) => void }) {
  const given = message.reactions.filter(({ count }) => count > 0);
  return given.length === 0 ? null : (
    <div class="row reactions">
      {given.map(({ emoji, count, own }) => (
        <button key={emoji} class="small" aria-pressed={own} aria-label={`${emoji} ${count}${own ? ", yours" : ""}`} onClick={() => act(room.react(message.id, emoji, !own))}>
          {emoji} <span class="number">{count}</span>
        </button>
      ))}
    </div>
  );
}

function Edit({ message, done }: { message: Message; done: (text: string | undefined) => void }) {
  const [text, type] = useState(message.text);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="row edit"
      onSubmit={(event) => {
        event.preventDefault();
        const said = String(new FormData(event.currentTarget).get("text")).trim();
        done(said === "" || said === message.text ? undefined : said);
      }}
    >
      <input ref={input} name="text" value={text} onInput={(event) => type(event.currentTarget.value)} onKeyDown={(event) => event.key === "Escape" && done(undefined)} aria-label="New text of the message" />
      <button class="primary small">Save</button>
      <button class="small" type="button" onClick={() => done(undefined)}>
        Cancel
      </button>
    </form>
  );
}
