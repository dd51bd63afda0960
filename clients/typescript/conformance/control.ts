/** How a client reaches the service. */
export interface ClientAccess {
  readonly user: string;
  readonly url: string;
  readonly token: string;
}

/** The control endpoint of the tests (clients/conformance/README.md). */
export class Control {
  room = "";
  private id = "";
  private clients: Record<string, ClientAccess> = {};

  constructor(private readonly address: string) {}

  async open(clients: readonly string[]): Promise<void> {
    const opened = (await this.send("POST", "cases", { clients })) as { id: string; room: string; clients: Record<string, ClientAccess> };
    this.id = opened.id;
    this.room = opened.room;
    this.clients = opened.clients;
  }

  of(client: string): ClientAccess {
    return this.clients[client]!;
  }

  async break(fault: Record<string, unknown>): Promise<void> {
    await this.send("POST", `cases/${this.id}/faults`, fault);
  }

  async count(): Promise<number> {
    return ((await this.send("GET", `cases/${this.id}/log`)) as { messages: number }).messages;
  }

  /** By what the client is connected. */
  async transport(client: string): Promise<string | undefined> {
    return ((await this.send("GET", `cases/${this.id}/transports`)) as Record<string, string | undefined>)[client];
  }

  async close(): Promise<void> {
    await this.send("DELETE", `cases/${this.id}`);
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const request = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await fetch(new URL(path, this.address), request);
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
    }

    return text === "" ? undefined : JSON.parse(text);
  }
}
