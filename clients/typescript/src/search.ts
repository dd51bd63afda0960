import type { SendReceipt } from "./contract.js";
import { ChatError, ChatErrorCodes } from "./errors.js";
import { madeAt } from "./ids.js";
import type { Link } from "./link.js";
import { toPage } from "./wire.js";

const pageMax = 300;
const pagesMax = 50;

/** By how much the clocks of client and service may differ, as the service forgives it. */
const clockSkewMs = 5 * 60_000;

/**
 * Looks in a room's history for a message whose id the service has forgotten.
 * @returns Where the message is; undefined where it is not there.
 * @throws ChatError `id-too-old`: history is longer than is searched, so that nobody can say.
 */
export async function findSent(link: Link, room: string, clientMessageId: string): Promise<SendReceipt | undefined> {
  const since = madeAt(clientMessageId) - clockSkewMs;
  let before: number | null = null;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = toPage(await link.invoke("GetMessages", room, before, null, pageMax));
    const found = page.entries.find((entry) => entry.clientMessageId === clientMessageId);
    if (found !== undefined) {
      return found;
    }

    const oldest = page.entries[0];
    if (!page.more || oldest === undefined || oldest.sentAt.getTime() < since) {
      return undefined;
    }

    before = oldest.sequence;
  }

  throw new ChatError(ChatErrorCodes.idTooOld, "The message is so old that it cannot be known whether it was sent.");
}
