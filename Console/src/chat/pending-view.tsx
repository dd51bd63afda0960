import type { Pending } from "./message-list";
import type { OpenRoom } from "./open-room";

/** A message that has no place yet: it goes out by itself, however often the network fails. */
export function PendingView({ pending: { outgoing, code }, room }: { pending: Pending; room: OpenRoom }) {
  const again = (): void => {
    room.discard(outgoing);
    room.send(outgoing.text, outgoing.options);
  };
  return (
    <li class="message is-pending is-own">
      <p class="message-text">{outgoing.text}</p>
      {code === undefined ? (
        <p class="quiet small">waits to be sent …</p>
      ) : (
        <p class="row small">
          <span class="badge bad">not sent</span>
          <code>{code}</code>
          <button class="small" onClick={again}>
            Send again
          </button>
          <button class="plain small" onClick={() => room.discard(outgoing)}>
            Discard
          </button>
        </p>
      )}
    </li>
  );
}
