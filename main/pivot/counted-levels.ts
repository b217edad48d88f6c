import type { PeopleAnswer } from '../replica/index.ts';
import type { Level } from './people-question.ts';

type Values = readonly (string | null)[];

/** How many there are in the group of these values. */
export type CountOf = (values: Values) => number;

/** Different people of several groupings, as the index of histories counted them. */
export class CountedLevels {
  readonly #answer: PeopleAnswer;
  readonly #names: readonly string[];
  /** Place of the first of its levels in the answer. */
  readonly #first: number;
  readonly #levels: readonly Level[];
  readonly #codes = new Map<string, Map<string | null, number>>();

  /**
   * @param levels as they were asked, in that order
   * @param part how many others were asked by the same levels before
   */
  constructor(answer: PeopleAnswer, levels: readonly Level[], part: number) {
    this.#answer = answer;
    this.#first = part * levels.length;
    this.#levels = levels;
    this.#names = [...new Set(levels.flat())];
  }

  get isWhole(): boolean {
    return this.#answer.isWhole;
  }

  has(level: Level): boolean {
    return this.#place(level) >= 0;
  }

  /** Values of the groups that somebody is in; of nothing to group by there is always one. */
  groups(level: Level): (string | null)[][] {
    const own = this.#own(level);
    const labels = own.map((name) => this.#labels(name));
    const order = level.map((name) => own.indexOf(name));
    const groups: (string | null)[][] = [];
    this.#cells(level).forEach((count, cell) => {
      if (count === 0 && own.length > 0) return;
      const codes = this.#digits(cell, own);
      groups.push(order.map((field) => labels[field]?.[codes[field] ?? 0] ?? null));
    });
    return groups;
  }

  /** Counts of people by the values of a level that was asked. */
  counts(level: Level): CountOf {
    return this.#reader(this.#own(level), this.#cells(level), level);
  }

  /** How many rows of known people there are; null where it was not counted finely enough. */
  rowCounts(level: Level): CountOf | null {
    const { level: asked, parts } = this.#answer.rows;
    const finest = this.#levels[asked - this.#first];
    if (!finest || !level.every((name) => finest.includes(name))) return null;
    const own = finest.filter((name) => level.includes(name));
    const added = new Float64Array(own.reduce((cells, name) => cells * this.#size(name), 1));
    const places = own.map((name) => finest.indexOf(name));
    addedUp(parts).forEach((count, cell) => {
      if (count === 0) return;
      const codes = this.#digits(cell, finest);
      let to = 0;
      places.forEach((place, index) => {
        to = to * this.#size(own[index] ?? '') + (codes[place] ?? 0);
      });
      added[to] = (added[to] as number) + count;
    });
    return this.#reader(own, added, level);
  }

  /** @param own fields in the order of the cells, the last one changing fastest */
  #reader(own: Level, cells: Float64Array, level: Level): CountOf {
    const fields = own.map((name) => ({
      place: level.indexOf(name),
      size: this.#size(name),
      codes: this.#codesOf(name),
    }));
    return (values) => {
      let cell = 0;
      for (const { place, size, codes } of fields) {
        const code = codes.get(values[place] ?? null);
        if (code === undefined) return 0;
        cell = cell * size + code;
      }
      return cells[cell] ?? 0;
    };
  }

  /** Codes of the fields that a cell is of. */
  #digits(cell: number, own: Level): number[] {
    const codes = new Array<number>(own.length);
    let rest = cell;
    for (let field = own.length - 1; field >= 0; field -= 1) {
      const size = this.#size(own[field] ?? '');
      codes[field] = rest % size;
      rest = Math.floor(rest / size);
    }
    return codes;
  }

  #codesOf(name: string): Map<string | null, number> {
    const known = this.#codes.get(name);
    if (known) return known;
    const codes = new Map(this.#labels(name).map((label, code) => [label, code]));
    this.#codes.set(name, codes);
    return codes;
  }

  #labels(name: string): readonly (string | null)[] {
    return this.#answer.labels[this.#names.indexOf(name)] ?? [];
  }

  #size(name: string): number {
    return Math.max(1, this.#labels(name).length);
  }

  #cells(level: Level): Float64Array {
    return addedUp(this.#answer.levels[this.#first + this.#place(level)]?.parts ?? []);
  }

  #own(level: Level): Level {
    return this.#levels[this.#place(level)] ?? [];
  }

  #place(level: Level): number {
    return this.#levels.findIndex((one) => one.length === level.length && level.every((name) => one.includes(name)));
  }
}

function addedUp(parts: readonly SharedArrayBuffer[]): Float64Array {
  const lists = parts.map((part) => new Uint32Array(part));
  const added = new Float64Array(lists[0]?.length ?? 0);
  for (const list of lists) {
    for (let cell = 0; cell < added.length; cell += 1) added[cell] = (added[cell] as number) + (list[cell] as number);
  }
  return added;
}
