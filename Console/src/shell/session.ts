import { Value } from "../ui/value";

/** Who is signed in, in this tab alone: two windows may be two people. */
export interface Identity {
  readonly user: string;
  readonly name: string;
  readonly roles: readonly string[];
}

interface Held extends Identity {
  readonly token: string;
  readonly expiresAt: number;
}

const key = "console:session";

/** A token that ends within that time is not used any more. */
const spareMs = 60_000;

/** What a browser's timer can hold. */
const timerMsMax = 2_147_483_647;

class Session {
  readonly identity = new Value<Identity | undefined>(undefined);
  private held: Held | undefined;
  private renewing: Promise<void> | undefined;
  /** Gets another token for the same user; undefined where the user must sign in again. */
  private renew: ((who: Identity) => Promise<void>) | undefined;
  private endsByItself = false;
  private ending: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const kept = sessionStorage.getItem(key);
    if (kept !== null) {
      this.take(JSON.parse(kept) as Held);
    }
  }

  /** Renews by `renew` from now on. */
  renewBy(renew: (who: Identity) => Promise<void>): void {
    this.renew = renew;
  }

  /** From now on the session ends with its token, also where nobody asks for one any more. */
  endWithToken(): void {
    this.endsByItself = true;
    this.watchTheClock();
  }

  begin(token: string, expiresAt: number): void {
    const claims = claimsOf(token);
    this.take({ token, expiresAt, user: claims.sub, name: claims.name ?? claims.sub, roles: claims.roles ?? [] });
    sessionStorage.setItem(key, JSON.stringify(this.held));
  }

  end(): void {
    clearTimeout(this.ending);
    sessionStorage.removeItem(key);
    this.held = undefined;
    this.identity.set(undefined);
  }

  /** A token that is good for a moment; undefined where nobody is signed in. */
  async token(): Promise<string | undefined> {
    const held = this.held;
    if (held === undefined || held.expiresAt - Date.now() > spareMs) {
      return held?.token;
    }

    if (this.renew === undefined) {
      if (held.expiresAt <= Date.now()) {
        this.end();
      }

      return this.held?.token;
    }

    this.renewing ??= this.renew(held).catch(() => undefined).finally(() => (this.renewing = undefined));
    await this.renewing;
    return this.held?.token;
  }

  private take(held: Held): void {
    const known = this.identity.current;
    this.held = held;
    this.watchTheClock();
    if (known?.user !== held.user || known.name !== held.name) {
      this.identity.set({ user: held.user, name: held.name, roles: held.roles });
    }
  }

  private watchTheClock(): void {
    clearTimeout(this.ending);
    if (this.endsByItself && this.held !== undefined) {
      this.ending = setTimeout(() => this.end(), Math.min(Math.max(0, this.held.expiresAt - Date.now()), timerMsMax));
    }
  }
}

/** What the token says, for display: the services check it, not the page. */
function claimsOf(token: string): { sub: string; name?: string; roles?: string[] } {
  const body = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as { sub: string; name?: string; roles?: string | string[] };
  return { ...claims, roles: typeof claims.roles === "string" ? [claims.roles] : (claims.roles ?? []) };
}

export const session = new Session();
