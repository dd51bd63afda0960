import { HttpTransportType } from "@microsoft/signalr";
import { ChatError } from "./errors.js";

/** WebSockets that could not be made, in a row: the first may have been refused by a busy node, which a dearer transport would burden more. */
const failuresMax = 3;

const all = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling;

/** Which transports the next connection may try: WebSockets alone, until they seem not to come through. */
export class Transports {
  private failures = 0;

  get allowed(): HttpTransportType {
    return this.failures < failuresMax ? HttpTransportType.WebSockets : all;
  }

  /** Whatever serves now, the next connection asks for a WebSocket first. */
  opened(): void {
    this.failures = this.failures < failuresMax ? 0 : failuresMax - 1;
  }

  failed(error: unknown): void {
    if (isOfTransport(error)) {
      this.failures++;
    }
  }
}

/** SignalR tells each transport's failure in one error, once it has negotiated; a line that swallows them ends with our own time limit. */
function isOfTransport(error: unknown): boolean {
  return error instanceof ChatError || (error instanceof Error && "innerErrors" in error);
}
