const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A number as people read it: three significant digits where it is small, thousands apart where it is large. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return "–";
  }

  if (!Number.isFinite(value)) {
    return "without end";
  }

  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) {
    return grouped.format(value);
  }

  return size < 0.000001 ? value.toExponential(1) : size < 0.001 ? value.toFixed(6).replace(/0+$/, "") : String(Number(value.toPrecision(3)));
}

export function bytes(value: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let power = 0;
  while (value >= 1000 && power < units.length - 1) {
    value /= 1000;
    power++;
  }

  return `${power === 0 ? value : value.toPrecision(3)} ${units[power]}`;
}

export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return "–";
  }

  return value >= 1_000 ? `${number(value / 1000)} s` : value >= 10 ? `${Math.round(value)} ms` : `${number(value)} ms`;
}

export function time(at: Date | string): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** `DatabaseConnectionsWithHeadroom` is `Database connections with headroom`; a unit at the end goes, since it stands beside the number. */
export function words(name: string): string {
  const spaced = name.replace(/(Megabytes|Kilobytes)/, "").replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2").toLowerCase();
  const sentence = spaced.replace(/\bms\b ?/, "").trim();
  return (sentence.charAt(0).toUpperCase() + sentence.slice(1)).replace(/\b(cpu|gpu|api)\b/gi, (word) => word.toUpperCase());
}
