/* The example of README.md: compiled here, compared by parts.test.ts. */
import { ChatClient, type ChatEntry } from "../src/index.js";

declare function signIn(): Promise<string>;
declare function show(entries: readonly ChatEntry[]): void;
declare function append(entry: ChatEntry): void;

export async function example(): Promise<void> {
  // <example>
  const chat = new ChatClient({ url: "https://example.org/hubs/chat", accessToken: signIn, protocol: "messagepack" });
  await chat.connect();

  const room = chat.room("lobby");
  room.on("reload", ({ latest }) => show(latest)); // the room begins here: replace what is shown
  room.on("entry", (entry) => append(entry)); //      the next entry: in order, no gap, no repeat
  await room.join();

  const message = room.send("Hello"); //              goes out once, however often the network fails
  const { sequence } = await message.sequenced; //    has its place in the room's order
  await message.stored; //                            is in the service's database
  await room.markRead(sequence);

  await chat.stop();
  // </example>
}
