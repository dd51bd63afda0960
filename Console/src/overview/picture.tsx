import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { BreakerState, Capacity, ServiceHealth } from "../api/contract";
import { BreakerBadge, breakerOf } from "../ui/breaker-badge";
import { milliseconds, number } from "../ui/format";
import { checksNamed, type Light, lightOf, lightsOf } from "./lights";
import { Wires } from "./wires";

const shop = ["catalog", "pricing", "inventory", "reviews", "recommendations"] as const;

/** The drawing of the system, with what it does now. */
export function Picture({ capacity, health, isOld }: { capacity: Capacity; health: ServiceHealth | undefined; isOld: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const { chat, imaging, gateway } = capacity.services;
  const of = (service: "chat" | "imaging" | "gateway", figure: string): number | undefined => capacity.services[service].measured[figure]?.value;
  return (
    <section class={`card picture ${isOld ? "is-old" : ""}`} aria-label="The parts of the system" ref={frame}>
      <Wires frame={frame} />
      <Node id="gateway" title="Gateway" kind="gateway" lights={[lightOf(gateway.instances > 0)]}>
        <Fact name="requests" value={`${number(of("gateway", "requestsPerSecond"))} /s`} />
        <Fact name="composed p50" value={milliseconds(of("gateway", "composedMsP50"))} />
        <Fact name="composed p99" value={milliseconds(of("gateway", "composedMsP99"))} />
        <Fact name="connections" value={number(of("gateway", "connections"))} />
      </Node>
      <Node id="chat" title="Chat" kind="chat" breaker={breakerOf(health, "chat")} lights={lightsOf(health, "chat", chat.instances)}>
        <Fact name="messages" value={`${number(of("chat", "messagesPerSecond"))} /s`} />
        <Fact name="clients" value={number(of("chat", "connections"))} />
        <Fact name="delivery p50" value={milliseconds(of("chat", "deliveryMsP50"))} />
        <Fact name="delivery p99" value={milliseconds(of("chat", "deliveryMsP99"))} />
      </Node>
      <Node id="imaging" title="Images" kind="imaging" breaker={breakerOf(health, "imaging-api")} lights={lightsOf(health, "imaging-api", imaging.instances)}>
        <Fact name="images" value={`${number(of("imaging", "imagesPerSecond"))} /s`} />
        <Fact name="in the queue" value={number(of("imaging", "queueLength"))} />
        <Fact name="in work" value={`${number(of("imaging", "imagesInWork"))} of ${number(of("imaging", "slots"))}`} />
        <Fact name="processing p50" value={milliseconds(of("imaging", "processingMsP50"))} />
      </Node>
      <Node id="shop" title="Shop" kind="shop" lights={[]}>
        {shop.map((name) => (
          <div key={name} class="fact">
            <dt>{name}</dt>
            <dd>
              <BreakerBadge state={breakerOf(health, name)} />
              <Lights lights={lightsOf(health, name, undefined)} />
            </dd>
          </div>
        ))}
      </Node>
      <Store id="redis" title="Redis" what="logs, fan-out, figures" lights={[lightOf(true, "It answers the gateway"), ...checksNamed(health, /redis/i)]} />
      <Store id="postgres" title="PostgreSQL" what="what must last" lights={checksNamed(health, /postgres|npgsql|database|chatdb|imagingdb/i)} />
      <Store id="storage" title="Storage" what="blobs, queue" lights={checksNamed(health, /blob|queue|storage/i)} />
    </section>
  );
}

function Node(props: { id: string; title: string; kind: string; breaker?: BreakerState; lights: readonly Light[]; children: ComponentChildren }) {
  return (
    <div class={`node ${props.kind}`} data-node={props.id}>
      <div class="node-head">
        <h2>{props.title}</h2>
        {props.breaker !== undefined && <BreakerBadge state={props.breaker} />}
        <Lights lights={props.lights} />
      </div>
      <dl>{props.children}</dl>
    </div>
  );
}

function Store({ id, title, what, lights }: { id: string; title: string; what: string; lights: readonly Light[] }) {
  return (
    <div class="node store" data-node={id}>
      <div class="node-head">
        <h3>{title}</h3>
        <Lights lights={lights} />
      </div>
      <p class="quiet small">{what}</p>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}

/** One light for each instance or check; the words are for who cannot see the colour. */
function Lights({ lights }: { lights: readonly Light[] }) {
  if (lights.length === 0) {
    return null;
  }

  const worst = lights.find((light) => light.tone === "bad") ?? lights.find((light) => light.tone === "warn") ?? lights[0]!;
  return (
    <span class="lights" title={lights.map((light) => light.words).join("\n")}>
      {lights.map((light, index) => (
        <span key={index} class={`dot ${light.tone}`} />
      ))}
      <span class="lights-word">{worst.short}</span>
    </span>
  );
}
