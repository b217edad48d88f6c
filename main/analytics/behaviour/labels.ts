import type { EventBits, SequenceView } from '../sequence/view.ts';
import type { ResolvedProperty } from './task.ts';

interface Rows {
  view: SequenceView;
  profileIds: Uint32Array;
  rowIds: Uint32Array;
  isOrder: Uint8Array;
}

interface Codes {
  isOfPerson: boolean;
  events: Uint32Array;
  orders: Uint32Array;
  /** From codes of the rows to those of `labels`. */
  eventCode: Uint32Array;
  orderCode: Uint32Array;
  labels: string[];
}

/** Values of one to three properties of an event or a person, as small numbers. Number 0 = no value at all. */
export class Labels {
  readonly #rows: Rows;
  readonly #properties: Codes[];
  readonly #combined = new Map<string, number>();
  readonly #values: string[][];
  /** Number of each event, once somebody has asked for bits. */
  #numbers: Uint32Array | null = null;

  constructor(rows: Rows, properties: readonly ResolvedProperty[]) {
    this.#rows = rows;
    this.#properties = properties.map(codesOf);
    this.#values = [properties.map(() => '')];
    this.#combined.set(properties.map(() => 0).join(), 0);
  }

  /** The number of the value of an event; properties of the person are the same for all of theirs. */
  of(event: number, person: number): number {
    const { rowIds, profileIds, isOrder, view } = this.#rows;
    const [first] = this.#properties;
    const code = ({ isOfPerson, events, orders, eventCode, orderCode }: Codes): number => {
      if (isOfPerson) return eventCode[events[profileIds[person] as number] ?? 0] as number;
      const row = rowIds[event] as number;
      return isOrder[view.names[event] as number] === 1
        ? (orderCode[orders[row] ?? 0] as number)
        : (eventCode[events[row] ?? 0] as number);
    };
    if (this.#properties.length === 1 && first) return this.#single(first, code(first));
    return this.#together(this.#properties.map(code));
  }

  /** The texts of a number. */
  value(number: number): string[] {
    return this.#values[number] ?? [];
  }

  /** The number of these texts; null when nobody has them. */
  find(texts: readonly string[]): number | null {
    const found = this.#values.findIndex((value) => value.join('\n') === texts.join('\n'));
    return found < 0 ? null : found;
  }

  /** Bits of the events that have a value. */
  having(number: number): EventBits {
    this.#numbers ??= this.#numberAll();
    const numbers = this.#numbers;
    const bits = new Uint32Array((numbers.length >>> 5) + 1);
    for (let i = 0; i < numbers.length; i += 1) {
      if (numbers[i] === number) bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
    }
    return bits;
  }

  #numberAll(): Uint32Array {
    const { view } = this.#rows;
    const numbers = new Uint32Array(view.times.length);
    for (let person = 0; person < view.people; person += 1) {
      const next = view.offsets[person + 1] as number;
      for (let i = view.offsets[person] as number; i < next; i += 1) numbers[i] = this.of(i, person);
    }
    return numbers;
  }

  #single({ labels }: Codes, code: number): number {
    if (this.#values.length === 1) for (const label of labels.slice(1)) this.#values.push([label]);
    return code;
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

function codesOf({ source, labels, events, orders, orderLabels }: ResolvedProperty): Codes {
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
  return {
    isOfPerson: source === 'person',
    events: new Uint32Array(events),
    orders: new Uint32Array(orders ?? new SharedArrayBuffer(0)),
    eventCode: Uint32Array.from(labels.length > 0 ? labels : [''], number),
    orderCode: Uint32Array.from(orderLabels.length > 0 ? orderLabels : [''], number),
    labels: all,
  };
}

/** The values most often met, most frequent first, ties by their order of appearance. */
export function topValues(counts: ReadonlyMap<number, number>, limit: number): number[] {
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || a - b)
    .slice(0, limit)
    .map(([value]) => value);
}
