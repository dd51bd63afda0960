import { useState } from "preact/hooks";
import { useValue } from "../ui/value";
import { pages } from "./pages";
import { route } from "./route";
import { session } from "./session";
import { settings } from "./settings";
import { SignInDialog } from "./sign-in-dialog";
import { theme, type Theme } from "./theme";

export function Header() {
  const offers = useValue(settings);
  const { page } = useValue(route);
  // Where nobody can sign in, there is nothing behind these links.
  const shown = pages.filter((entry) => offers?.signIn !== "none" || entry.path === "" || entry.path === "sizing");
  return (
    <header class="top">
      <a class="mark" href="#/">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M8 21.5 13.5 12l5 6L24 9.5" />
          <circle cx="24" cy="9.5" r="2.4" />
        </svg>
        <span>Console</span>
      </a>
      <nav aria-label="Pages">
        {shown.map((entry) => (
          <a key={entry.path} href={`#/${entry.path}`} aria-current={page === entry.path ? "page" : undefined}>
            {entry.title}
          </a>
        ))}
      </nav>
      <div class="row tools">
        <ThemeButton />
        {offers !== undefined && offers.signIn !== "none" && <Who />}
      </div>
    </header>
  );
}

function Who() {
  const identity = useValue(session.identity);
  const [asks, ask] = useState(false);
  return (
    <>
      {identity === undefined ? (
        <button onClick={() => ask(true)}>Sign in</button>
      ) : (
        <button onClick={() => ask(true)}>
          <span class="unseen">Signed in as </span>
          <span class="avatar" aria-hidden="true">
            {[...identity.name][0]?.toUpperCase()}
          </span>
          <span class="name">{identity.name}</span>
        </button>
      )}
      {asks && <SignInDialog close={() => ask(false)} />}
    </>
  );
}

const next: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

function ThemeButton() {
  const chosen = useValue(theme);
  return (
    <button class="plain icon" onClick={() => theme.set(next[chosen])} aria-label={`Theme: ${chosen}; change to ${next[chosen]}`} title={`Theme: ${chosen}`}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
        {chosen === "light" ? (
          <>
            <circle cx="10" cy="10" r="3.6" />
            <path d="M10 1.5v2.2M10 16.3v2.2M1.5 10h2.2M16.3 10h2.2M4 4l1.6 1.6M14.4 14.4 16 16M4 16l1.6-1.6M14.4 5.6 16 4" />
          </>
        ) : chosen === "dark" ? (
          <path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />
        ) : (
          <>
            <circle cx="10" cy="10" r="7" />
            <path d="M10 3a7 7 0 0 1 0 14Z" fill="currentColor" />
          </>
        )}
      </svg>
    </button>
  );
}
