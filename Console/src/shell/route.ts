import { Value } from "../ui/value";

/** Where the page is: `#/sizing?Chat.Clients=20000`. Behind the hash, since `/images` and `/sizing` are the services' own addresses. */
export interface Route {
  readonly page: string;
  readonly rest: string;
  readonly query: URLSearchParams;
}

export const route = new Value<Route>(parse());

addEventListener("hashchange", () => route.set(parse()));

export function go(hash: string): void {
  location.hash = hash;
}

/** Changes the address without a step in the history: for what a slider does. */
export function replace(hash: string): void {
  takeAddress(`#${hash}`);
}

/** Goes to `#/PAGE` and leaves nothing else in the address. */
export function cleanAddress(hash: string): void {
  takeAddress(`/${hash}`);
}

/** No event tells of an address that was replaced. */
function takeAddress(address: string): void {
  history.replaceState(null, "", address);
  route.set(parse());
}

function parse(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/");
  return { page, rest: decodeURIComponent(rest.join("/")), query: new URLSearchParams(query) };
}
