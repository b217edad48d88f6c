import { idCodes } from '../../ports/id-codes.ts';
import type { IdLabels } from '../../replica/index.ts';
import { origins } from '../sequence/origins.ts';
import type { EventBits, SequenceView } from '../sequence/view.ts';
import type { ResolvedProperty } from './task.ts';

/** Values of a breakdown that are shown; what is left out is told. */
export const maxValues = 50;

interface Rows {
  view: SequenceView;
  profileIds: Uint32Array;
  rowIds: Uint32Array;
  /** By name: where its rows are, as numbered in `origins`. */
  originOf: Uint8Array;
}

/** Codes by id, and from these to those of `labels`. */
interface Column {
  byId: Uint8Array | Uint16Array | Uint32Array;
  code: Uint32Array;
}

interface Codes {
  /** Of the person; null where the property is of the event. */
  people: Column | null;
  /** As in `sequenceOrigins`. */
  rows: Column[];
  labels: string[];
}

/** Where a value is met. */
export interface Having {
  events: EventBits;
  /** One bit per person. */
  people: EventBits;
}

/** Values of one to three properties of an event or a person, as small numbers. Number 0 = no value at all. */
export class Labels {
  readonly #rows: Rows;
  readonly #properties: Codes[];
  readonly #combined = new Map<string, number>();
  readonly #values: string[][];

  constructor(rows: Rows, properties: readonly ResolvedProperty[]) {
    this.#rows = rows;
    this.#properties = properties.map(codesOf);
    this.#values = [properties.map(() => '')];
    const [only, another] = this.#properties;
    // Of one property every text is known now: what is named here may have been met elsewhere only.
    if (only && !another) for (const label of only.labels.slice(1)) this.#values.push([label]);
    this.#combined.set(properties.map(() => 0).join(), 0);
  }

  /** The number of the value of an event; properties of the person are the same for all of theirs. */
  of(event: number, person: number): number {
    const { rowIds, profileIds, originOf, view } = this.#rows;
    const [first] = this.#properties;
    const code = ({ people, rows: ofRows }: Codes): number => {
      if (people) return people.code[people.byId[profileIds[person] as number] ?? 0] as number;
      const { byId, code: of } = ofRows[originOf[view.names[event] as number] as number] as Column;
      return of[byId[rowIds[event] as number] ?? 0] as number;
    };
    if (this.#properties.length === 1 && first) return code(first);
    return this.#together(this.#properties.map(code));
  }

  /** The texts of a number. */
  value(number: number): string[] {
    return this.#values[number] ?? [];
  }

  /** The numbers of the largest values, as many as are shown; equal ones by their texts, for numbers depend on who met a value when. */
  largest(sizes: ReadonlyMap<number, number>): number[] {
    const least = Float64Array.from(sizes.values()).sort().at(-maxValues) ?? 0;
    return [...sizes]
      .filter(([, size]) => size >= least)
      .map(([value, size]) => ({ value, size, text: JSON.stringify(this.value(value)) }))
      .sort((a, b) => b.size - a.size || (a.text < b.text ? -1 : 1))
      .slice(0, maxValues)
      .map(({ value }) => value);
  }

  /** The parts of every number so far, for whoever numbers otherwise; null with one property, whose numbers are the same everywhere. */
  codes(): Uint32Array | null {
    const width = this.#properties.length;
    if (width === 1) return null;
    const codes = new Uint32Array(this.#combined.size * width);
    for (const [key, number] of this.#combined) codes.set(key.split(',').map(Number), number * width);
    return codes;
  }

  /** The numbers here of what `codes` has told elsewhere, by the number there. */
  numbersOf(codes: Uint32Array): Uint32Array {
    const width = this.#properties.length;
    return Uint32Array.from({ length: codes.length / width }, (_, number) =>
      this.#together([...codes.subarray(number * width, (number + 1) * width)]),
    );
  }

  /** The number of these texts; null when nobody can have them. */
  find(texts: readonly string[]): number | null {
    const found = this.#values.findIndex((value) => value.every((text, i) => text === texts[i]));
    return found < 0 ? null : found;
  }

  /** Bits of the events that have each of some values, and of the people with such an event; of some people only. */
  having(numbers: readonly number[], share: { from: number; to: number }): Having[] {
    const { view } = this.#rows;
    const found = numbers.map(() => ({
      events: new Uint32Array((view.times.length >>> 5) + 1),
      people: new Uint32Array((view.people >>> 5) + 1),
    }));
    const placeOf = new Map(numbers.map((number, place) => [number, place]));
    for (let person = share.from; person < share.to; person += 1) {
      const next = view.offsets[person + 1] as number;
      for (let i = view.offsets[person] as number; i < next; i += 1) {
        const place = placeOf.get(this.of(i, person));
        if (place === undefined) continue;
        const { events, people } = found[place] as Having;
        events[i >>> 5] = (events[i >>> 5] as number) | (1 << (i & 31));
        people[person >>> 5] = (people[person >>> 5] as number) | (1 << (person & 31));
      }
    }
    return found;
  }

  #together(codes: readonly number[]): number {
    const key = codes.join();
    let number = this.#combined.get(key);
    if (number === undefined) {
      number = this.#values.length;
      this.#combined.set(key, number);
      this.#values.push(codes.map((code, i) => this.#properties[i]?.labels[code] ?? ''));
    }
    return number;
  }
}

function codesOf({ people, rows }: ResolvedProperty): Codes {
  const numbers = new Map([['', 0]]);
  const all = [''];
  const number = (label: string): number => {
    let known = numbers.get(label);
    if (known === undefined) {
      known = all.length;
      numbers.set(label, known);
      all.push(label);
    }
    return known;
  };
  const column = (given: IdLabels | null | undefined): Column => ({
    byId: given ? idCodes(given) : new Uint8Array(0),
    code: Uint32Array.from(given && given.labels.length > 0 ? given.labels : [''], number),
  });
  return {
    people: people ? column(people) : null,
    rows: origins.map((origin) => column(rows[origin])),
    labels: all,
  };
}

export const cut = (shown: number, total: number): { truncated?: { shown: number; total: number } } =>
  shown < total ? { truncated: { shown, total } } : {};
