import { call, read } from "../api/http";
import type { Page, Room, StoredEntry, UnreadRoom } from "./contract";

const of = (room: string): string => `/rooms/${encodeURIComponent(room)}`;

export const mine = (signal?: AbortSignal): Promise<readonly Room[]> => read("/rooms", { signal });
export const open = async (signal?: AbortSignal): Promise<readonly Room[]> => (await read<{ items: readonly Room[] }>("/rooms/public?limit=100", { signal })).items;
export const unread = (signal?: AbortSignal): Promise<readonly UnreadRoom[]> => read("/rooms/unread", { signal });
export const create = (name: string, kind: "public" | "private"): Promise<Room> => read("/rooms", { method: "POST", body: { name, kind } });
export const direct = (user: string): Promise<Room> => read("/rooms", { method: "POST", body: { kind: "direct", with: user } });

export const find = (room: string): Promise<Room> => read(of(room));
export const page = (room: string, query: string): Promise<Page> => read(`${of(room)}/messages?${query}`);
export const replies = (room: string, id: string): Promise<Page> => read(`${of(room)}/messages/${id}/replies?limit=100`);

export async function search(words: string, room: string | undefined): Promise<readonly StoredEntry[]> {
  const query = new URLSearchParams({ q: words, limit: "30", ...(room === undefined ? {} : { room }) });
  return (await read<{ items: readonly StoredEntry[] }>(`/rooms/search?${query}`)).items;
}

export async function addMember(room: string, user: string): Promise<void> {
  await call(`${of(room)}/members/${encodeURIComponent(user)}`, { method: "PUT", body: { role: "member" } });
}
