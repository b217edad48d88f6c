import { type AxisField, type MemberKey, otherKey } from '../../contract/pivot.ts';
import { type Bucket, type CubeFilter, groupBuckets, notKeysFilters, pathFilters, pathsFilter } from './field-keys.ts';

/** The rows of one question that belong to one depth of an axis. */
export interface Slice {
  depth: number;
  /** Fields the question groups by. */
  fields: AxisField[];
  filters: CubeFilter[];
  /** True for the rows that one "other" stands for. */
  isOther: boolean;
  /** Path of a row of the answer, from its keys in the order of `fields`. */
  pathOf: (keys: readonly MemberKey[]) => MemberKey[];
}

/** Members kept of every group of a field that shows only its first ones. */
export interface KeptMembers {
  level: number;
  /** Paths down to the field. */
  paths: MemberKey[][];
  withOther: boolean;
}

/** One axis of a pivot on its way from fields to questions. */
export class Axis {
  readonly fields: readonly AxisField[];
  readonly #buckets = new Map<string, readonly Bucket[]>();
  readonly kept: KeptMembers[] = [];
  /** Innermost paths, where only these are shown. */
  shown: MemberKey[][] | null = null;

  constructor(fields: readonly AxisField[]) {
    this.fields = fields;
    for (const field of fields) if (field.groups) this.#buckets.set(field.id, groupBuckets(field));
  }

  get depth(): number {
    return this.fields.length;
  }

  setBins(field: AxisField, buckets: readonly Bucket[]): void {
    this.#buckets.set(field.id, buckets);
  }

  readonly bucketsOf = (field: AxisField): readonly Bucket[] | null => this.#buckets.get(field.id) ?? null;

  /** Slices of the members of a depth, without those that stand for others. */
  memberSlices(depth: number): Slice[] {
    const filters = this.#keepFilters(depth);
    return this.#combinations(depth).map((fixed) => ({
      depth,
      fields: this.fields.slice(0, depth).filter((_, index) => fixed[index] === null),
      filters: [...filters, ...fixed.flatMap((bucket) => bucket?.filters ?? [])],
      isOther: false,
      pathOf: pathOf(fixed),
    }));
  }

  /** Slices of what stands for "other" at a depth. */
  otherSlices(depth: number): Slice[] {
    const kept = this.kept.find((one) => one.level === depth - 1 && one.withOther);
    const field = this.fields[depth - 1];
    if (!kept || !field || kept.paths.length === 0) return [];
    const filter = this.#notKept(field, kept.paths);
    return this.memberSlices(depth - 1).map((slice) => ({
      depth,
      fields: slice.fields,
      filters: [...slice.filters, filter],
      isOther: true,
      pathOf: (keys) => [...slice.pathOf(keys), otherKey],
    }));
  }

  slices(depth: number): Slice[] {
    return [...this.memberSlices(depth), ...this.otherSlices(depth)];
  }

  #notKept(field: AxisField, paths: MemberKey[][]): CubeFilter {
    const byParent = Map.groupBy(paths, (path) => JSON.stringify(path.slice(0, -1)));
    const parts = [...byParent.values()].map((group): CubeFilter => {
      const parent = group[0]?.slice(0, -1) ?? [];
      const keys = group.map((path) => path.at(-1) ?? null);
      const buckets = this.bucketsOf(field);
      const rest = buckets
        ? [{ or: buckets.filter((one) => !keys.includes(one.key)).map(({ filters }) => ({ and: filters })) }]
        : notKeysFilters(field, keys);
      return { and: [...pathFilters(this.fields, parent, this.bucketsOf), ...rest] };
    });
    return parts.length === 1 ? (parts[0] as CubeFilter) : { or: parts };
  }

  #keepFilters(depth: number): CubeFilter[] {
    const filters: CubeFilter[] = [];
    for (const { level, paths, withOther } of this.kept) {
      // Without "other" the members left out count nowhere; with it only the members themselves are narrowed.
      if (!withOther || depth > level) filters.push(pathsFilter(this.fields, paths, this.bucketsOf));
    }
    if (this.shown && depth === this.depth) filters.push(pathsFilter(this.fields, this.shown, this.bucketsOf));
    return filters;
  }

  /** Every choice of one bucket per bucketed field among the first fields; null for the others. */
  #combinations(depth: number): (Bucket | null)[][] {
    let all: (Bucket | null)[][] = [[]];
    for (const field of this.fields.slice(0, depth)) {
      const buckets = this.bucketsOf(field) ?? [null];
      all = all.flatMap((start) => buckets.map((bucket) => [...start, bucket]));
    }
    return all;
  }
}

function pathOf(fixed: (Bucket | null)[]): Slice['pathOf'] {
  return (keys) => {
    let next = 0;
    return fixed.map((bucket) => {
      if (bucket) return bucket.key;
      next += 1;
      return keys[next - 1] ?? null;
    });
  };
}

/** The whole of an axis as one slice. */
export const wholeAxis: Slice = { depth: 0, fields: [], filters: [], isOther: false, pathOf: () => [] };
