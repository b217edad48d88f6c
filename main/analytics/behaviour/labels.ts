import type { PropertyValues } from './property-values.ts';
import { type Rounds, together } from './run.ts';
import type { ValueCounts } from './value-counts.ts';

/** Values of a breakdown that are shown; what is left out is told. */
export const maxValues = 50;
/** Values that several properties could have together at most for each to have its number from the start. */
const mostTogether = 2 ** 18;

/** Values of one to three properties of an event or a person, as small numbers. Number 0 = no value at all. */
export class Labels {
  readonly #properties: readonly PropertyValues[];
  readonly #only: PropertyValues | null;
  /** With several properties of few values: by place, what a number of it counts in the number of all. */
  readonly #weights: readonly number[] | null;
  /** By place of a property but the first: the number of what stands before it and of its own value, to one for both. */
  readonly #pairs: Map<number, number>[];
  /** The parts of every number of several properties, one after the other. */
  readonly #parts: number[];

  /** @param together see `mostTogether` */
  constructor(properties: readonly PropertyValues[], together = mostTogether) {
    const [first, ...further] = properties;
    this.#properties = properties;
    this.#only = first && further.length === 0 ? first : null;
    const weights = properties.map((_, i) =>
      properties.slice(i + 1).reduce((all, { labels }) => all * labels.length, 1),
    );
    const total = (weights[0] ?? 1) * (first?.labels.length ?? 1);
    this.#weights = further.length > 0 && total <= together ? weights : null;
    this.#pairs = further.map(() => new Map());
    this.#parts = [];
    // Nothing of all is the first number of all.
    if (further.length > 0 && !this.#weights) this.#numberOf(properties.map(() => 0));
  }

  /** The number of the value of an event; properties of the person are the same for all of theirs. */
  of(event: number, person: number): number {
    const only = this.#only;
    if (only) return only.numbers[only.isOfPerson ? person : event] as number;
    const weights = this.#weights;
    if (weights) {
      let number = 0;
      for (let i = 0; i < weights.length; i += 1) {
        const { numbers, isOfPerson } = this.#properties[i] as PropertyValues;
        number += (numbers[isOfPerson ? person : event] as number) * (weights[i] as number);
      }
      return number;
    }
    return this.#numberOf(
      this.#properties.map(({ numbers, isOfPerson }) => numbers[isOfPerson ? person : event] as number),
    );
  }

  /** The numbers of some events of a person, at the same places. */
  read(at: Uint32Array, count: number, person: number, values: Int32Array): void {
    const only = this.#only;
    if (only && !only.isOfPerson) {
      const { numbers } = only;
      for (let j = 0; j < count; j += 1) values[j] = numbers[at[j] as number] as number;
      return;
    }
    if (!this.#weights) {
      for (let j = 0; j < count; j += 1) values[j] = this.of(at[j] as number, person);
      return;
    }
    for (let j = 0; j < count; j += 1) values[j] = 0;
    for (const [i, weight] of this.#weights.entries()) {
      const { numbers, isOfPerson } = this.#properties[i] as PropertyValues;
      for (let j = 0; j < count; j += 1)
        values[j] = (values[j] as number) + (numbers[isOfPerson ? person : (at[j] as number)] as number) * weight;
    }
  }

  /** With one property: the text of every number. */
  texts(): readonly string[] {
    return this.#only?.labels ?? [];
  }

  /** The texts of a number. */
  value(number: number): string[] {
    if (this.#only) return [this.#only.labels[number] ?? ''];
    const weights = this.#weights;
    if (weights)
      return this.#properties.map(
        ({ labels }, i) => labels[Math.floor(number / (weights[i] as number)) % labels.length] ?? '',
      );
    const width = this.#properties.length;
    return this.#properties.map(({ labels }, i) => labels[this.#parts[number * width + i] ?? 0] ?? '');
  }

  /**
   * The numbers of the largest values, as many as are shown; equal ones by their texts, for numbers depend on who met a
   * value when.
   */
  largest(sizes: ReadonlyMap<number, number>): number[] {
    const least = Float64Array.from(sizes.values()).sort().at(-maxValues) ?? 0;
    return [...sizes]
      .filter(([, size]) => size >= least)
      .map(([value, size]) => ({ value, size, text: JSON.stringify(this.value(value)) }))
      .sort((a, b) => b.size - a.size || (a.text < b.text ? -1 : 1))
      .slice(0, maxValues)
      .map(({ value }) => value);
  }

  /** The largest values of all shares, in the same order in each, as numbers here, and how many there are at all. */
  *largestOfAll(counts: ValueCounts): Rounds<{ values: number[]; total: number }> {
    const all = yield* together({ sizes: counts.read().slice(), codes: this.codes() });
    const sizes = new Map<number, number>();
    for (const one of all) {
      const numbers = one.codes && this.numbersOf(one.codes);
      one.sizes.forEach((size, number) => {
        const own = numbers?.[number] ?? number;
        if (size > 0) sizes.set(own, (sizes.get(own) ?? 0) + size);
      });
    }
    return { values: this.largest(sizes), total: sizes.size };
  }

  /** The parts of every number so far, for whoever numbers otherwise; null where the numbers are the same everywhere. */
  codes(): Uint32Array | null {
    return this.#only || this.#weights ? null : Uint32Array.from(this.#parts);
  }

  /** The numbers here of what `codes` has told elsewhere, by the number there. */
  numbersOf(codes: Uint32Array): Uint32Array {
    const width = this.#properties.length;
    return Uint32Array.from({ length: codes.length / width }, (_, number) =>
      this.#numberOf(codes.subarray(number * width, (number + 1) * width)),
    );
  }

  /** The number of these texts; null when nobody can have them. */
  find(texts: readonly string[]): number | null {
    const parts = this.#properties.map((property, i) => property.find(texts[i] ?? ''));
    const known = parts.filter((part) => part !== null);
    if (known.length < parts.length) return null;
    return this.#only ? (known[0] ?? null) : this.#numberOf(known);
  }

  #numberOf(parts: ArrayLike<number>): number {
    const weights = this.#weights;
    if (weights) return weights.reduce((number, weight, i) => number + weight * (parts[i] as number), 0);
    let number = parts[0] as number;
    for (let i = 1; i < parts.length; i += 1) {
      const pairs = this.#pairs[i - 1] as Map<number, number>;
      const key = number * (this.#properties[i]?.labels.length ?? 1) + (parts[i] as number);
      const known = pairs.get(key);
      number = known ?? pairs.size;
      if (known !== undefined) continue;
      pairs.set(key, number);
      if (i === parts.length - 1) for (let k = 0; k < parts.length; k += 1) this.#parts.push(parts[k] as number);
    }
    return number;
  }
}

export const cut = (shown: number, total: number): { truncated?: { shown: number; total: number } } =>
  shown < total ? { truncated: { shown, total } } : {};
