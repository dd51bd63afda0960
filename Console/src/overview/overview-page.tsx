import { read } from "../api/http";
import { usePoll } from "../api/poll";
import type { Capacity, ServiceHealth } from "../api/contract";
import { settings } from "../shell/settings";
import { Failure, Loading } from "../ui/states";
import { ClosedFigures } from "./closed-figures";
import { Comparison } from "./comparison";
import { History, useHistory } from "./history";
import { Picture } from "./picture";
import "./overview.css";

const pauseMs = 2_000;

/** The system at work, and its sizes beside reality. */
export function OverviewPage() {
  const capacity = usePoll((signal) => read<Capacity>("/capacity", { signal }), pauseMs);
  const health = usePoll((signal) => read<ServiceHealth>("/console/services", { signal }), pauseMs);
  const history = useHistory(capacity.data);
  const isClosed = capacity.error !== undefined && (capacity.error.status === 401 || capacity.error.status === 403);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>The system, now</h1>
          <p>Three backends sized by arithmetic: what runs, what it does at this moment, and how that compares with what it was sized for.</p>
        </div>
        <DashboardLinks />
      </div>
      {isClosed ? (
        <ClosedFigures />
      ) : (
        <>
          {capacity.error !== undefined && <Failure error={capacity.error} />}
          {capacity.data === undefined && capacity.error === undefined && <Loading what="The system" lines={6} />}
          {capacity.data !== undefined && (
            <>
              <Picture capacity={capacity.data} health={health.data} isOld={capacity.error !== undefined} />
              <History points={history} />
              <Comparison capacity={capacity.data} />
            </>
          )}
        </>
      )}
    </>
  );
}

/** The dashboard asks for its own token: it is in the text that ./run ended its start with. */
function DashboardLinks() {
  const dashboard = settings.current?.dashboard;
  if (dashboard === null || dashboard === undefined) {
    return null;
  }

  const links = [["Resources", "/"], ["Traces", "/traces"], ["Logs", "/structuredlogs"], ["Metrics", "/metrics"]] as const;
  return (
    <div class="row dashboard-links">
      <span class="quiet small">Aspire dashboard</span>
      {links.map(([title, path]) => (
        <a key={path} class="button" href={dashboard.replace(/\/$/, "") + path} target="_blank" rel="noreferrer">
          {title}
          <span class="unseen"> (opens the Aspire dashboard)</span>
        </a>
      ))}
    </div>
  );
}
