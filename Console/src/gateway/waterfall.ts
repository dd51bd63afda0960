import type { Composition } from "../api/contract";

/** One part of an answer, as far as the gateway tells: what it does not say is undefined and is not shown. */
export interface Bar {
  readonly name: string;
  readonly service: string | undefined;
  readonly required: boolean;
  /** After the request came, in milliseconds. Undefined: not told; parts begin together unless one waits for another. */
  readonly startMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly bytes: number | undefined;
  /** Why it is not there. */
  readonly missing: string | undefined;
  readonly isFromCache: boolean;
  /** Kept, and past its time. */
  readonly isStale: boolean;
  /** Something stands in for an answer that failed. */
  readonly isFallback: boolean;
  /** A second call joined a slow one. */
  readonly isHedged: boolean;
  /** The answer of another request's call. */
  readonly isShared: boolean;
  /** Calls that were sent; 1 where the gateway says nothing. */
  readonly calls: number;
}

/** One entry of `Server-Timing`: `stock;dur=800.4;desc="timeout"`. */
export interface Timing {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Reads the header as RFC 9110 lists are read: commas apart, quoted texts whole. */
export function timingsOf(header: string | null): readonly Timing[] {
  const entries = header?.match(/(?:[^,"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  return entries.map((entry) => {
    const [name = "", ...rest] = (entry.match(/(?:[^;"]|"(?:\\.|[^"\\])*")+/g) ?? []).map((piece) => piece.trim());
    const values = rest.map((piece) => {
      const [key = "", ...value] = piece.split("=");
      return [key.trim().toLowerCase(), value.join("=").trim().replace(/^"(.*)"$/, "$1").replaceAll(/\\(.)/g, "$1")] as const;
    });
    return { name, values: Object.fromEntries(values) };
  });
}

/** A description says `hit`, `stale` or why the part is missing; values say the rest: `hedged=1`, `calls=2`. */
export function barsOf(composition: Composition, timings: readonly Timing[], missing: Readonly<Record<string, string>>, isRefused: boolean): readonly Bar[] {
  return composition.parts.map((part) => {
    const values = timings.find(({ name }) => name === part.name)?.values ?? {};
    const number = (key: string): number | undefined => (values[key] === undefined ? undefined : Number(values[key]));
    const description = values["desc"];
    const isFromCache = description === "hit" || description === "stale";
    return {
      name: part.name,
      service: part.service,
      required: part.required,
      startMs: number("start"),
      durationMs: number("dur"),
      bytes: number("bytes"),
      missing: missing[part.name] ?? (isRefused && !isFromCache ? reasonOf(description, part.required) : undefined),
      isFromCache,
      isStale: description === "stale",
      isFallback: values["fallback"] === "1",
      isHedged: values["hedged"] === "1",
      isShared: values["shared"] === "1",
      calls: number("calls") ?? 1,
    };
  });
}

/** A refused answer has no member that names what is missing: the description does. What was on its way then was given up. */
function reasonOf(description: string | undefined, isRequired: boolean): string | undefined {
  return description === "timeout" && !isRequired ? "given-up" : description;
}
