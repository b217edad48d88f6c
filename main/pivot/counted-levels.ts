import type { PeopleAnswer } from '../replica/index.ts';
import type { Level } from './people-question.ts';

export interface CountedRows {
  /** Values of the level's fields, in its order. */
  values: (string | null)[][];
  people: number[];
}

/** Different people of several groupings, as the index of histories counted them. */
export class CountedLevels {
  readonly #answer: PeopleAnswer;
  readonly #names: readonly string[];
  readonly #levels: readonly Level[];

  /** @param levels as they were asked, in that order */
  constructor(answer: PeopleAnswer, levels: readonly Level[]) {
    this.#answer = answer;
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
    const own = this.#levels[place] ?? [];
    const counts = (this.#answer.levels[place]?.parts ?? []).map((part) => new Uint32Array(part));
    const labels = own.map((name) => this.#answer.labels[this.#names.indexOf(name)] ?? []);
    const order = level.map((name) => own.indexOf(name));
    const rows: CountedRows = { values: [], people: [] };
    const cells = counts[0]?.length ?? 0;
    for (let cell = 0; cell < cells; cell += 1) {
      let people = 0;
      for (const part of counts) people += part[cell] as number;
      if (people === 0 && own.length > 0) continue;
      rows.people.push(people);
      const values: (string | null)[] = [];
      let rest = cell;
      for (let field = own.length - 1; field >= 0; field -= 1) {
        const size = Math.max(1, labels[field]?.length ?? 1);
        values[field] = labels[field]?.[rest % size] ?? null;
        rest = Math.floor(rest / size);
      }
      rows.values.push(order.map((field) => values[field] ?? null));
    }
    return rows;
  }

  #place(level: Level): number {
    return this.#levels.findIndex((one) => one.length === level.length && level.every((name) => one.includes(name)));
  }
}
