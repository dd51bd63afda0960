import { number } from "../ui/format";
import type { ContainerSize, Deployment, Sizing } from "./contract";

interface Planned {
  readonly name: string;
  readonly replicas: number;
  readonly size: ContainerSize;
  readonly pool: string;
  readonly scale: string;
}

/** What the AppHost would deploy for these figures. */
export function DeploymentCard({ stated, measured }: { stated: Sizing; measured: Sizing }) {
  const [left, right] = [plansOf(stated.deployment), plansOf(measured.deployment)];
  return (
    <section class="card">
      <header>
        <h2>What would be deployed</h2>
        <span class="quiet small">
          PostgreSQL with <code>max_connections</code> {number(stated.deployment.postgresMaxConnections)}; by measured costs{" "}
          {number(measured.deployment.postgresMaxConnections)}
        </span>
      </header>
      <div class="table-frame stacking" tabIndex={0} role="region" aria-label="What would be deployed">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" class="right">Replicas</th>
              <th scope="col" class="right">Each</th>
              <th scope="col" class="right">Database pool</th>
              <th scope="col">Scale rule</th>
              <th scope="col" class="right">By measured costs</th>
            </tr>
          </thead>
          <tbody>
            {left.map((plan, index) => (
              <tr key={plan.name}>
                <th scope="row">{plan.name}</th>
                <td class="right strong" data-label="replicas">
                  {number(plan.replicas)}
                </td>
                <td class="right" data-label="each">
                  {size(plan.size)}
                </td>
                <td class="right wide" data-label="database pool">
                  {plan.pool}
                </td>
                <td class="quiet scale-rule wide" data-label="scale">
                  {plan.scale}
                </td>
                <td class="right wide" data-label="by measured costs">
                  {number(right[index]!.replicas)} × {size(right[index]!.size)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function size({ cores, memoryGibibytes }: ContainerSize): string {
  return `${number(cores)} cores, ${number(memoryGibibytes)} GiB`;
}

function plansOf({ chat, imaging, gateway }: Deployment): readonly Planned[] {
  const pool = (share: { perReplica: number; opened: number }): string => `${number(share.perReplica)} each, ${number(share.opened)} in all`;
  return [
    { name: "chat", replicas: chat.replicas, size: chat.container, pool: pool(chat.databasePool), scale: "fixed: rooms' partitions are spread over the nodes" },
    { name: "imaging-api", replicas: imaging.apiReplicas, size: imaging.apiContainer, pool: pool(imaging.databasePool), scale: "fixed: it hands out addresses" },
    {
      name: "imaging-worker",
      replicas: imaging.workerReplicas,
      size: imaging.workerContainer,
      pool: pool(imaging.databasePool),
      scale: `one more for every ${number(imaging.slotsPerWorkerReplica)} queued images`,
    },
    { name: "gateway", replicas: gateway.replicas, size: gateway.container, pool: "–", scale: "sized for the spike" },
  ];
}
