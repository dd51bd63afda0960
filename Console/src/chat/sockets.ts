const open = new Set<WebSocket>();
let isCut = false;

/** Remembers its sockets, so that one can see what a client does when they are gone. */
class CuttableSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    open.add(this);
    this.addEventListener("close", () => open.delete(this));
  }
}

globalThis.WebSocket = CuttableSocket;

/** Pulls the plug: open sockets end without a word, and no other is made until it is put back. */
export function cut(on: boolean): void {
  isCut = on;
  if (on) {
    for (const socket of [...open]) {
      socket.close();
      // A browser tells of the end only after the other side's goodbye, which may take long; a pulled plug has none.
      socket.dispatchEvent(new CloseEvent("close", { code: 1006, wasClean: false }));
    }
  }
}

/** Stands where every connection begins. */
export function refuseWhileCut(): void {
  if (isCut) {
    throw new Error("The connection is cut by the switch of this page.");
  }
}
