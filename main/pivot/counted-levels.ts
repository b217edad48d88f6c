import type { PeopleAnswer } from '../replica/index.ts';
import type { Level } from './people-question.ts';

export interface CountedRows {
  /** Values of the level's fields, in its order. */
  values: (string | null)[][];
  counts: number[];
}

/** Different people of several groupings, as the index of histories counted them. */
export class CountedLevels {
  readonly #answer: PeopleAnswer;
  readonly #names: readonly string[];
  /** Place of the first of its levels in the answer. */
  readonly #first: number;
  readonly #levels: readonly Level[];

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

  /** Groups that somebody is in; of nothing to group by there is always one. */
  rows(level: Level): CountedRows {
    const place = this.#place(level);
    return this.#groups(place, this.#answer.levels[this.#first + place]?.parts ?? [], level);
  }

  /** How many rows of known people there are in each group; null where it was not counted finely enough. */
  rowCounts(level: Level): CountedRows | null {
    const { level: asked, parts } = this.#answer.rows;
    const place = asked - this.#first;
    const finest = this.#levels[place];
    if (!finest || !level.every((name) => finest.includes(name))) return null;
    return this.#groups(place, parts, level);
  }

  /** Counts of the cells of a level by some of its fields. */
  #groups(place: number, parts: readonly SharedArrayBuffer[], level: Level): CountedRows {
    const own = this.#levels[place] ?? [];
    const counts = parts.map((part) => new Uint32Array(part));
    const labels = own.map((name) => this.#answer.labels[this.#names.indexOf(name)] ?? []);
    const order = level.map((name) => own.indexOf(name));
    const rows: CountedRows = { values: [], counts: [] };
    const groups = new Map<string, number>();
    const isAll = level.length === own.length;
    const cells = counts[0]?.length ?? 0;
    for (let cell = 0; cell < cells; cell += 1) {
      let count = 0;
      for (const part of counts) count += part[cell] as number;
      if (count === 0 && own.length > 0) continue;
      const values: (string | null)[] = [];
      let rest = cell;
      for (let field = own.length - 1; field >= 0; field -= 1) {
        const size = Math.max(1, labels[field]?.length ?? 1);
        values[field] = labels[field]?.[rest % size] ?? null;
        rest = Math.floor(rest / size);
      }
      const group = order.map((field) => values[field] ?? null);
      const known = isAll ? undefined : groups.get(JSON.stringify(group));
      if (known !== undefined) {
        rows.counts[known] = (rows.counts[known] ?? 0) + count;
        continue;
      }
      if (!isAll) groups.set(JSON.stringify(group), rows.counts.length);
      rows.counts.push(count);
      rows.values.push(group);
    }
    return rows;
  }

  #place(level: Level): number {
    return this.#levels.findIndex((one) => one.length === level.length && level.every((name) => one.includes(name)));
  }
}
