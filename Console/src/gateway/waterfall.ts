import type { Composition } from "../api/contract";

/** One part of an answer, as far as the gateway tells: what it does not say is undefined and is not shown. */
export interface Bar {
  readonly name: string;
  readonly service: string | undefined;
  readonly required: boolean;
  /** After the request came, in milliseconds. Undefined: not told; parts begin together unless one waits for another. */
  readonly startMs: number | undefined;
  readonly durationMs: number | undefined;
  /** Until the first byte. */
  readonly waitMs: number | undefined;
  readonly bytes: number | undefined;
  /** Why it is not there. */
  readonly missing: string | undefined;
  readonly isFromCache: boolean;
  readonly isHedged: boolean;
  readonly isRetried: boolean;
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

/** What is said in words counts as well as what is said in values: `desc="cache"`, `cache=hit`. */
export function barsOf(composition: Composition, timings: readonly Timing[], missing: Readonly<Record<string, string>>): readonly Bar[] {
  return composition.parts.map((part) => {
    const values = timings.find(({ name }) => name === part.name)?.values ?? {};
    const number = (key: string): number | undefined => (values[key] === undefined ? undefined : Number(values[key]));
    const words = (values["desc"] ?? "").split(/[\s,;]+/);
    const says = (...any: string[]): boolean => any.some((word) => words.includes(word) || (values[word] !== undefined && values[word] !== "0" && values[word] !== "false" && values[word] !== "miss"));
    return {
      name: part.name,
      service: part.service,
      required: part.required,
      startMs: number("start"),
      durationMs: number("dur"),
      waitMs: number("wait"),
      bytes: number("bytes") ?? number("size"),
      missing: missing[part.name],
      isFromCache: says("cache", "hit", "cached", "stale"),
      isHedged: says("hedge", "hedged"),
      isRetried: says("retry", "retried"),
    };
  });
}
