import { useEffect, useState } from "preact/hooks";
import { go, route } from "../shell/route";
import { session } from "../shell/session";
import { Loading } from "../ui/states";
import { useValue } from "../ui/value";
import { Connection } from "./connection";
import { LinkBar } from "./link-bar";
import { RoomList } from "./room-list";
import { RoomView } from "./room-view";
// People write emoji, and not every machine has them: a file of some is fetched when one of them is shown. OFL-1.1.
import "@fontsource/noto-emoji/400.css";
import "./chat.css";

/** Rooms and what is said in them, over the client that everybody else may use as well. */
export function ChatPage() {
  const [connection, set] = useState<Connection>();
  const { rest } = useValue(route);
  const room = rest === "" ? "lobby" : rest;
  const user = session.identity.current!.user;
  useEffect(() => {
    const made = new Connection(user);
    set(made);
    return () => void made.stop();
  }, [user]);
  if (connection === undefined) {
    return <Loading what="Chat" />;
  }

  return (
    <div class="chat-page">
      <h1 class="unseen">Chat</h1>
      <aside class="card chat-side">
        <LinkBar connection={connection} />
        <RoomList chosen={room} choose={(id) => go(`/chat/${encodeURIComponent(id)}`)} />
      </aside>
      <RoomView key={room} connection={connection} id={room} />
    </div>
  );
}
