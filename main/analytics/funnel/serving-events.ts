import type { SequenceView } from '../sequence/view.ts';
import type { ServedScan } from './served-scan.ts';

/** Of a person's events those that serve the step in question, with their values. */
export class ServingEvents {
  /** Places of the values there are, without repeats. */
  readonly met: number[] = [];
  /** All have the one value that is met. */
  isOfOne = false;
  /** By event of the person, where it serves the step: its value as a position in `met`, -1 = none of these; else -2. */
  valueAt = new Int32Array(1024);
  readonly #view: SequenceView;
  readonly #scan: ServedScan;
  readonly #numbers: Uint8Array;
  readonly #metAt: Int32Array;
  #at = new Uint32Array(1024);
  #places = new Int32Array(1024);
  /** How many of both there are. */
  #count = 0;

  constructor(view: SequenceView, scan: ServedScan, numbers: Uint8Array) {
    this.#view = view;
    this.#scan = scan;
    this.#numbers = numbers;
    this.#metAt = new Int32Array(scan.placeCount).fill(-1);
  }

  /** Fills `met`, which must be empty. @returns whether there are any */
  read(at: Uint32Array, count: number, person: number): boolean {
    if (count > this.#at.length) {
      this.#at = new Uint32Array(count * 2);
      this.#places = new Int32Array(count * 2);
      this.valueAt = new Int32Array(count * 2);
    }
    const { names } = this.#view;
    const { step, placesOf } = this.#scan;
    const numbers = this.#numbers;
    const found = this.#at;
    const places = this.#places;
    const { met } = this;
    let serving = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      found[serving] = event;
      serving += numbers[names[event] as number] === step ? 1 : 0;
    }
    this.#count = serving;
    if (serving === 0) return false;
    placesOf(found, serving, person, places);
    let others = 0;
    for (let k = 0; k < serving; k += 1) {
      const place = places[k] as number;
      if (place < 0) others += 1;
      else if (this.#metAt[place] === -1) this.#metAt[place] = met.push(place) - 1;
    }
    this.isOfOne = met.length === 1 && others === 0;
    // Behind the last one stands none.
    if (serving < found.length) found[serving] = 0xffffffff;
    for (let k = 0; k < serving; k += 1)
      places[k] = places[k] === -1 ? -1 : (this.#metAt[places[k] as number] as number);
    for (const place of met) this.#metAt[place] = -1;
    return true;
  }

  /**
   * The value, as a position in `met`, of all events between two instants, both inclusive.
   *
   * @returns null = there are none; -1 = not all have one and the same
   */
  valueWithin(fromMs: number, toMs: number): number | null {
    const { times } = this.#view;
    let found: number | null = null;
    for (let k = 0; k < this.#count; k += 1) {
      const time = times[this.#at[k] as number] as number;
      if (time < fromMs) continue;
      if (time > toMs) break;
      const value = this.#places[k] as number;
      if (value < 0 || (found !== null && found !== value)) return -1;
      found = value;
    }
    return found;
  }

  /** Fills `valueAt`. */
  placeAmong(at: Uint32Array, count: number): void {
    const { valueAt } = this;
    const found = this.#at;
    const places = this.#places;
    let next = 0;
    for (let j = 0; j < count; j += 1) {
      const isServing = at[j] === found[next];
      valueAt[j] = isServing ? (places[next] as number) : -2;
      next += isServing ? 1 : 0;
    }
  }
}
