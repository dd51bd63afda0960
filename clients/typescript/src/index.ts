export { ChatClient, type ClientEvents } from "./client.js";
export { ChatRoom, type HistoryQuery, type RoomEvents } from "./room.js";
export type { ReloadReason, RoomReload } from "./feed.js";
export type { ChatState } from "./keeper.js";
export type { ChatClientOptions } from "./options.js";
export type { OutgoingMessage } from "./outgoing.js";
export { ChatError, ChatErrorCodes } from "./errors.js";
export { type ChatStore, type KeptMessage, type KeyValues, keyValueStore, memoryStore } from "./store.js";
export type {
  ChatAttachment,
  ChatEntry,
  ChatEntryKind,
  ChatPosition,
  ChatReactionCount,
  HistoryPage,
  PresenceChange,
  RoomPresence,
  RoomReader,
  SendOptions,
  SendReceipt,
} from "./contract.js";
