import { idCodes } from '../../ports/id-codes.ts';
import type { IdLabels } from '../../replica/index.ts';
import { origins } from '../sequence/origins.ts';
import type { SequenceView } from '../sequence/view.ts';
import type { ResolvedProperty } from './task.ts';

/** Rows behind a view. */
export interface Rows {
  view: SequenceView;
  profileIds: Uint32Array;
  rowIds: Uint32Array;
  /** By name: where its rows are, as numbered in `origins`. */
  originOf: Uint8Array;
}

type Numbers = Uint8Array | Uint16Array | Uint32Array;

/**
 * The values of one property as small numbers, by person or by event in the order of the view: what is looked up by row
 * once is afterwards read one after the other. Number 0 = no value.
 */
export class PropertyValues {
  /** By number; number 0 is the empty text. */
  readonly labels: readonly string[];
  readonly isOfPerson: boolean;
  /** By person or event; right for those that are covered. */
  readonly numbers: Numbers;
  readonly #rows: Rows;
  #from = 0;
  #to = 0;

  constructor(rows: Rows, property: ResolvedProperty) {
    this.#rows = rows;
    this.isOfPerson = property.people !== null;
    const { labels } = numbered(property);
    this.labels = labels;
    const size = this.isOfPerson ? rows.view.people : rows.view.times.length;
    this.numbers =
      labels.length <= 0x100
        ? new Uint8Array(size)
        : labels.length <= 0x10000
          ? new Uint16Array(size)
          : new Uint32Array(size);
  }

  /** Makes the numbers right for these people; `property` is the one this was made of. */
  cover(property: ResolvedProperty, { from, to }: { from: number; to: number }): this {
    if (this.#from <= from && to <= this.#to) return this;
    const { people, rows } = numbered(property);
    const { profileIds, rowIds, originOf, view } = this.#rows;
    if (people) {
      fill(this.numbers, people, { ids: profileIds, from, to, isMeant: null, names: view.names });
    } else {
      const events = { from: view.offsets[from] as number, to: view.offsets[to] as number };
      rows.forEach((column, origin) => {
        const isMeant = originOf.map((one) => (one === origin ? 1 : 0));
        if (column.byId.length === 0 || !isMeant.includes(1)) return;
        const isOfAll = isMeant.every((one) => one === 1);
        fill(this.numbers, column, { ids: rowIds, ...events, isMeant: isOfAll ? null : isMeant, names: view.names });
      });
    }
    this.#from = from;
    this.#to = to;
    return this;
  }

  /** The number of a text; null when nobody has it. */
  find(text: string): number | null {
    const found = this.labels.indexOf(text);
    return found < 0 ? null : found;
  }
}

/** Codes by id, and from these to those of all labels; null = the same. */
interface Column {
  byId: Numbers;
  code: Uint32Array | null;
}

interface Filling {
  ids: Uint32Array;
  from: number;
  to: number;
  /** By name: 1 where events of it are meant; null = all are. */
  isMeant: Uint8Array | null;
  names: SequenceView['names'];
}

function fill(numbers: Numbers, { byId, code }: Column, { ids, from, to, isMeant, names }: Filling): void {
  const { length } = byId;
  for (let i = from; i < to; i += 1) {
    if (isMeant !== null && isMeant[names[i] as number] === 0) continue;
    const id = ids[i] as number;
    // An id above those with a code has no value.
    const number = id < length ? (byId[id] as number) : 0;
    numbers[i] = code === null ? number : (code[number] as number);
  }
}

/** The texts of all columns in one list. */
function numbered({ people, rows }: ResolvedProperty): { people: Column | null; rows: Column[]; labels: string[] } {
  const numbers = new Map([['', 0]]);
  const labels = [''];
  const number = (label: string): number => {
    let known = numbers.get(label);
    if (known === undefined) {
      known = labels.length;
      numbers.set(label, known);
      labels.push(label);
    }
    return known;
  };
  const column = (given: IdLabels | null | undefined): Column => {
    const code = Uint32Array.from(given && given.labels.length > 0 ? given.labels : [''], number);
    return {
      byId: given ? idCodes(given) : new Uint8Array(0),
      code: code.every((one, i) => one === i) ? null : code,
    };
  };
  return { people: people ? column(people) : null, rows: origins.map((origin) => column(rows[origin])), labels };
}
