/** How each open line of the chat is ended, whatever transport SignalR has found. */
const lines = new Set<() => void>();
let isCut = false;

/** Ends with a pulled plug even where it was made while the plug was out: SignalR hears of it when it has begun to listen. */
function watch(line: EventTarget, end: () => void): void {
  lines.add(end);
  line.addEventListener("close", () => lines.delete(end));
  if (isCut) {
    queueMicrotask(end);
  }
}

class CuttableSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    watch(this, () => {
      this.close();
      // A browser tells of the end only after the other side's goodbye, which may take long; a pulled plug has none.
      this.dispatchEvent(new CloseEvent("close", { code: 1006, wasClean: false }));
    });
  }
}

class CuttableStream extends EventSource {
  constructor(url: string | URL, options?: EventSourceInit) {
    super(url, options);
    watch(this, () => {
      this.close();
      this.dispatchEvent(new Event("error"));
    });
  }

  override close(): void {
    super.close();
    this.dispatchEvent(new Event("close"));
  }
}

const fetchUncut = globalThis.fetch;

/** Negotiation, polls and what is sent beside a stream; the page's other requests have a line of their own. */
function fetchOfHub(request: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const address = new URL(request instanceof Request ? request.url : request, location.href);
  if (!address.pathname.startsWith("/hubs/")) {
    return fetchUncut(request, init);
  }

  const plug = new AbortController();
  const end = (): void => plug.abort(new TypeError("The connection is cut by the switch of this page."));
  lines.add(end);
  if (isCut) {
    end();
  }

  const signal = init?.signal ? AbortSignal.any([init.signal, plug.signal]) : plug.signal;
  return fetchUncut(request, { ...init, signal }).finally(() => lines.delete(end));
}

globalThis.WebSocket = CuttableSocket;
globalThis.EventSource = CuttableStream;
globalThis.fetch = fetchOfHub;

/** Pulls the plug: open lines end without a word, and no other is made until it is put back. */
export function cut(on: boolean): void {
  isCut = on;
  if (on) {
    [...lines].forEach((end) => end());
  }
}
