import { call } from "../api/http";
import { finished, type ImageView } from "./contract";
import { status } from "./images-api";
import { Turns } from "./turns";

/** What is heard of an image: another status, or the step that begins. */
export interface Follower {
  changed(image: ImageView): void;
  step(name: string): void;
}

/** A browser has six connections to a host over HTTP/1.1: streams take two of them, the others ask now and then. */
const streams = new Turns(2);
const pollMs = 1_000;

/** Follows an image until it is finished or the signal says stop. @throws ApiError */
export async function follow(id: string, follower: Follower, signal: AbortSignal): Promise<void> {
  let image = await status(id, signal);
  follower.changed(image);
  while (!finished.has(image.status)) {
    const streamed = streams.tryRun(() => stream(id, follower, signal));
    if (streamed === undefined || !(await streamed)) {
      await pause(pollMs, signal);
    }

    image = await status(id, signal);
    follower.changed(image);
  }
}

/** True: it was open for a while. What it tells last, the caller asks for, since events hold no addresses. */
async function stream(id: string, follower: Follower, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await call(`/images/${id}/events`, { signal, headers: { accept: "text/event-stream" } });
    for await (const { type, data } of eventsOf(answer.body!)) {
      if (type === "progress") {
        follower.step((JSON.parse(data) as { step: string }).step);
      } else if (type === "status") {
        const image = JSON.parse(data) as ImageView;
        if (finished.has(image.status)) {
          return true;
        }

        follower.changed(image);
      }
    }

    return true;
  } catch (error) {
    signal.throwIfAborted();
    return false;
  }
}

/** Server-sent events over fetch, which can carry a token in a header. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ type: string; data: string }> {
  const reader = body.pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      text += value;
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const lines = text.slice(0, end).split("\n");
        text = text.slice(end + 2);
        const of = (field: string): string => lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart()).join("\n");
        yield { type: of("event") || "message", data: of("data") };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    }, { once: true });
  });
}
