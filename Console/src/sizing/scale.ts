import type { SizingInput } from "./contract";

/** Steps of a slider. */
export const places = 240;

/** A slider's places as numbers: by decades where the values span some, else evenly. Two significant digits are enough. */
export class Scale {
  private constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly isLogarithmic: boolean,
    private readonly isWhole: boolean,
  ) {}

  /** Undefined where there is no value to span from. */
  static around(value: number | null, { min, max, isWhole }: SizingInput): Scale | undefined {
    if (value === null) {
      return undefined;
    }

    if (value <= 0) {
      return new Scale(min, Math.min(max, 100), false, isWhole);
    }

    const [from, to] = [Math.max(min, value / 100), Math.min(max, value * 100)];
    return new Scale(from, to, from > 0 && to / from > 20, isWhole);
  }

  placeOf(value: number): number {
    const share = this.isLogarithmic ? Math.log(Math.max(value, this.from) / this.from) / Math.log(this.to / this.from) : (value - this.from) / (this.to - this.from);
    return Math.round(Math.min(Math.max(share, 0), 1) * places);
  }

  valueAt(place: number): string {
    const share = place / places;
    const exact = this.isLogarithmic ? this.from * (this.to / this.from) ** share : this.from + (this.to - this.from) * share;
    const short = Number(exact.toPrecision(2));
    const bounded = Math.min(Math.max(this.isWhole ? Math.round(short) : short, this.from), this.to);
    return String(bounded);
  }
}
