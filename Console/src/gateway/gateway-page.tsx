import { useEffect, useState } from "preact/hooks";
import type { Composition } from "../api/contract";
import { type ApiError, asApiError, read } from "../api/http";
import { session } from "../shell/session";
import { settings } from "../shell/settings";
import { Empty, Failure, Loading } from "../ui/states";
import { useValue } from "../ui/value";
import { FaultPanel } from "./fault-panel";
import { Recent } from "./recent";
import { Request } from "./request";
import { Result } from "./result";
import { send, type Sent } from "./send";
import "./gateway.css";

const keptMax = 40;

/** One answer out of many services: send it, and see what each of them did. */
export function GatewayPage() {
  const user = useValue(session.identity)?.user;
  const [compositions, set] = useState<readonly Composition[]>();
  const [error, fail] = useState<ApiError>();
  const [sent, keep] = useState<readonly Sent[]>([]);
  const load = (): void => {
    fail(undefined);
    set(undefined);
    void read<{ compositions: readonly Composition[] }>("/console/compositions").then((answer) => set(answer.compositions), (cause: unknown) => fail(asApiError(cause)));
  };
  useEffect(load, [user]);
  const ask = async (composition: Composition, address: string): Promise<void> => {
    const answer = await send(composition, address);
    keep((before) => [answer, ...before].slice(0, keptMax));
  };
  const latest = sent[0];
  const isClosed = error?.status === 401 || error?.status === 403;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>Gateway</h1>
          <p>One request becomes one call to each service, all at once, within a budget. What an optional part does not deliver in time is named, and the answer goes out without it.</p>
        </div>
      </div>
      {isClosed && (
        <Empty title="The compositions are for operators">
          Sign in with the role <code>operator</code> to send them from here.
        </Empty>
      )}
      {error !== undefined && !isClosed && <Failure error={error} retry={load} />}
      {compositions === undefined && error === undefined && <Loading what="The compositions" />}
      {compositions?.length === 0 && <Empty title="No composition is configured">See Gateway:Compositions.</Empty>}
      {compositions !== undefined && compositions.length > 0 && (
        <div class="gateway-page">
          <div class="stack">
            <Request compositions={compositions} ask={ask} />
            {latest === undefined ? (
              <section class="card">
                <Empty title="Nothing has been sent yet">Send the request to see the parts of its answer.</Empty>
              </section>
            ) : (
              <Result sent={latest} budgetMs={compositions.find((entry) => latest.bars.some(({ name }) => entry.parts.some((part) => part.name === name)))?.budgetMs} />
            )}
          </div>
          <div class="stack">
            {settings.current?.isDevelopment === true && <FaultPanel services={servicesOf(compositions)} />}
            <Recent sent={sent} />
          </div>
        </div>
      )}
    </>
  );
}

function servicesOf(compositions: readonly Composition[]): readonly string[] {
  return [...new Set(compositions.flatMap((composition) => composition.parts.map((part) => part.service)))].sort();
}
