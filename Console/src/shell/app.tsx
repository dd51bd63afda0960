import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, asApiError } from "../api/http";
import { Failure, Loading } from "../ui/states";
import { useValue } from "../ui/value";
import { Header } from "./header";
import { pages } from "./pages";
import { route } from "./route";
import { session } from "./session";
import { loadSettings, settings } from "./settings";
import { SignInCard } from "./sign-in-card";
import { comeBack, renewAs } from "./sign-in";
import { applyTheme } from "./theme";
import "./shell.css";

applyTheme();

/** The frame around every page: who one is, where one can go, and what is wrong with the way there. */
export function App() {
  const known = useValue(settings);
  const [error, fail] = useState<ApiError>();
  useEffect(() => void start(fail), []);
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {error !== undefined && <Failure error={error} />}
        {known === undefined ? <Loading what="The page" lines={5} /> : <Page />}
      </main>
    </>
  );
}

async function start(fail: (error: ApiError | undefined) => void): Promise<void> {
  const offline = new ApiError(0, "offline", "The gateway does not answer; the page goes on trying.");
  const { signIn } = await loadSettings(() => fail(offline));
  fail(undefined);
  if (signIn === "development") {
    session.renewBy(renewAs);
  } else if (signIn === "code") {
    session.endWithToken();
    await comeBack().catch((error: unknown) => fail(asApiError(error)));
  }
}

function Page() {
  const { page } = useValue(route);
  const identity = useValue(session.identity);
  const offers = useValue(settings)!;
  const entry = pages.find((candidate) => candidate.path === page) ?? pages[0]!;
  useEffect(() => void (document.title = `${entry.title} · Console`), [entry]);
  if (entry.needsUser && identity === undefined) {
    return <SignInCard page={entry.title} offered={offers.signIn} />;
  }

  return <Lazy key={`${entry.path} ${entry.needsUser ? identity?.user : ""}`} load={entry.load} what={entry.title} />;
}

/** A page is fetched when it is first looked at. */
function Lazy({ load, what }: { load: () => Promise<ComponentType>; what: string }) {
  const [Loaded, set] = useState<ComponentType>();
  const [error, fail] = useState<ApiError>();
  useEffect(() => void load().then((component) => set(() => component), () => fail(new ApiError(0, "offline", `The files of ${what} could not be fetched.`))), []);
  if (error !== undefined) {
    return <Failure error={error} retry={() => location.reload()} />;
  }

  return Loaded === undefined ? <Loading what={what} lines={6} /> : <Loaded />;
}

// The hash is the route's: the content is focused without it.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
