import { ApiError, refusalOf } from "../api/http";
import { cleanAddress } from "./route";
import { type Identity, session } from "./session";

const pendingKey = "console:sign-in";

/** In Development: as anybody. @throws ApiError */
export async function signInAs(user: string, name: string, roles: readonly string[]): Promise<void> {
  const { token, expiresAt } = await post<{ token: string; expiresAt: string }>("/dev/token", { sub: user, name, roles });
  session.begin(token, Date.parse(expiresAt));
}

export const renewAs = (who: Identity): Promise<void> => signInAs(who.user, who.name, who.roles);

/** Elsewhere: at the issuer, by code and PKCE. Leaves the page. */
export async function leaveForIssuer(): Promise<void> {
  const [verifier, state] = [secret(), secret()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  sessionStorage.setItem(pendingKey, JSON.stringify({ verifier, state, hash: location.hash }));
  location.assign(`/console/sign-in?challenge=${base64Url(new Uint8Array(digest))}&state=${state}`);
}

/** Coming back from the issuer: changes the code into a token and cleans the address. @throws ApiError */
export async function comeBack(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const kept = sessionStorage.getItem(pendingKey);
  if (!query.has("state") || kept === null) {
    return;
  }

  sessionStorage.removeItem(pendingKey);
  const pending = JSON.parse(kept) as { verifier: string; state: string; hash: string };
  cleanAddress(pending.hash);
  if (query.get("state") !== pending.state) {
    throw new ApiError(400, "sign-in-refused", "The answer belongs to another sign-in; try again.");
  }

  const code = query.get("code");
  if (code === null) {
    throw new ApiError(400, "sign-in-refused", query.get("error_description") ?? query.get("error") ?? "The issuer gave no code.");
  }

  const { token, expiresAt } = await post<{ token: string; expiresAt: string }>("/console/sign-in", { code, verifier: pending.verifier });
  session.begin(token, Date.parse(expiresAt));
}

async function post<T>(path: string, body: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new ApiError(0, "offline", "The gateway does not answer.");
  }

  if (!answer.ok) {
    throw await refusalOf(answer);
  }

  return (await answer.json()) as T;
}

function secret(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
