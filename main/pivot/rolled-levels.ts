import type { ModelParts } from '../semantic/index.ts';
import { figureOf } from './figure-of.ts';
import type { CubeAnswer } from './questions.ts';

/** Groups of one level, by their number. */
export interface LevelGroups {
  count: number;
  /** Values of the level's fields; null is "empty". */
  values: (group: number) => (string | null)[];
  /** A part's figure; null = missing. */
  part: (group: number, name: string) => number | null;
}

/** Levels of up to this many possible groups are added up in a flat array. */
const denseGroups = 1_000_000;

/** Figures of the smallest groups, to be added up for every level above. */
export class RolledLevels {
  readonly #fields: readonly string[];
  readonly #parts: readonly string[];
  readonly #codes: Uint32Array[];
  readonly #labels: (string | null)[][];
  readonly #figures: Float64Array[];
  readonly #kinds: ('count' | 'sum' | 'min' | 'max')[];
  readonly #rows: number;
  /** Sums that are no whole numbers are not the same in every order: only the smallest groups have them. */
  readonly #isExact: boolean;

  /** @param parts names of the parts, which are measures of the answer */
  constructor(answer: CubeAnswer, fields: readonly string[], parts: readonly string[], model: ModelParts) {
    this.#fields = fields;
    this.#parts = parts;
    this.#rows = answer.rowCount;
    this.#labels = fields.map(() => []);
    this.#codes = fields.map((field, index) => codesOf(answer, field, this.#labels[index] ?? []));
    this.#kinds = parts.map((part) => kindOf(model, part));
    this.#figures = parts.map((part) => {
      return Float64Array.from(answer.columns[answer.members.indexOf(part)] ?? [], figureOf);
    });
    this.#isExact = this.#figures.every(
      (figures, part) =>
        !['sum', 'count'].includes(this.#kinds[part] ?? '') ||
        figures.every((figure) => Number.isNaN(figure) || Number.isSafeInteger(figure)),
    );
  }

  /** The groups by some of the fields; null where they cannot be had exactly. */
  level(fields: readonly string[]): LevelGroups | null {
    const own = fields.map((field) => this.#fields.indexOf(field));
    if (own.includes(-1)) return null;
    const isSmallest = new Set(own).size === this.#fields.length;
    if (!isSmallest && !this.#isExact) return null;
    const groups = this.#groups(own);
    const count = groups.firstRows.length;
    const parts = this.#figures.map((figures, part) => this.#added(figures, part, groups.ofRow, count));
    if (!isSmallest && parts.some((figures, part) => !this.#isSafe(figures, part))) return null;
    const { firstRows } = groups;
    const columns = own.map((field) => ({ labels: this.#labels[field] ?? [], codes: this.#codes[field] }));
    const byName = new Map(this.#parts.map((part, index) => [part, parts[index]]));
    return {
      count,
      values: (group) => columns.map(({ labels, codes }) => labels[codes?.[firstRows[group] ?? 0] ?? 0] ?? null),
      part: (group, name) => nullOf(byName.get(name)?.[group]),
    };
  }

  #groups(own: readonly number[]): { ofRow: Uint32Array; firstRows: number[] } {
    const ofRow = new Uint32Array(this.#rows);
    const size = own.reduce((all, field) => all * Math.max(1, this.#labels[field]?.length ?? 1), 1);
    const dense = size <= denseGroups ? new Int32Array(size).fill(-1) : null;
    const sparse = new Map<number, number>();
    // Nothing to group by is one group, also of no rows.
    const firstRows: number[] = own.length === 0 ? [0] : [];
    if (own.length === 0) return { ofRow, firstRows };
    for (let row = 0; row < this.#rows; row += 1) {
      let key = 0;
      for (const field of own) key = key * (this.#labels[field]?.length ?? 1) + (this.#codes[field]?.[row] ?? 0);
      let group = dense ? (dense[key] as number) : (sparse.get(key) ?? -1);
      if (group < 0) {
        group = firstRows.length;
        firstRows.push(row);
        if (dense) dense[key] = group;
        else sparse.set(key, group);
      }
      ofRow[row] = group;
    }
    return { ofRow, firstRows };
  }

  #added(figures: Float64Array, part: number, groupOf: Uint32Array, count: number): Float64Array {
    const kind = this.#kinds[part];
    const added = new Float64Array(count).fill(kind === 'count' ? 0 : Number.NaN);
    for (let row = 0; row < figures.length; row += 1) {
      const figure = figures[row] as number;
      if (Number.isNaN(figure)) continue;
      const group = groupOf[row] as number;
      const before = added[group] as number;
      if (Number.isNaN(before)) added[group] = figure;
      else if (kind === 'min') added[group] = Math.min(before, figure);
      else if (kind === 'max') added[group] = Math.max(before, figure);
      else added[group] = before + figure;
    }
    return added;
  }

  #isSafe(figures: Float64Array, part: number): boolean {
    const kind = this.#kinds[part];
    if (kind === 'min' || kind === 'max') return true;
    return figures.every((figure) => Number.isNaN(figure) || Number.isSafeInteger(figure));
  }
}

function kindOf(model: ModelParts, part: string): 'count' | 'sum' | 'min' | 'max' {
  const kind = model.parts[part]?.kind;
  return kind === 'sum' || kind === 'min' || kind === 'max' ? kind : 'count';
}

function codesOf({ members, columns }: CubeAnswer, field: string, labels: (string | null)[]): Uint32Array {
  const known = new Map<string | null, number>();
  return Uint32Array.from(columns[members.indexOf(field)] ?? [], (value) => {
    const label = value === null ? null : String(value);
    let code = known.get(label);
    if (code === undefined) {
      code = labels.length;
      known.set(label, code);
      labels.push(label);
    }
    return code;
  });
}

const nullOf = (figure: number | undefined): number | null =>
  figure === undefined || Number.isNaN(figure) ? null : figure;
