/** A row of the store's change log: ids `firstId..lastId` of one entity, both ends included. */
export interface Change {
  entity: string;
  action: string;
  firstId: number;
  lastId: number;
}

/** Ids from `first` to `last`, both included. */
export interface IdRange {
  first: number;
  last: number;
}

/** What to do for one entity: everything anew, or the rows of some ranges, which neither touch nor overlap. */
export interface EntityPlan {
  isWhole: boolean;
  ranges: IdRange[];
}

/** Ranges closer than this are copied as one: rereading a few rows is cheaper than one more range. */
const joinGap = 64;
/** Every statement names all ranges, so there are never more than this. */
const maxRanges = 64;

/**
 * Sums up a stretch of the change log. Whatever the action was, the rows of the range as they stand in the store now
 * are the truth, so each range is erased from the replica and read again; a row that is gone is not found.
 */
export function planCopy(changes: readonly Change[]): Map<string, EntityPlan> {
  const plans = new Map<string, EntityPlan>();
  for (const change of changes) {
    let plan = plans.get(change.entity);
    if (!plan) {
      plan = { isWhole: false, ranges: [] };
      plans.set(change.entity, plan);
    }
    if (change.action === 'reset') plan.isWhole = true;
    else plan.ranges.push({ first: change.firstId, last: change.lastId });
  }
  for (const plan of plans.values()) plan.ranges = plan.isWhole ? [] : mergeRanges(plan.ranges);
  return plans;
}

/** At most `maxRanges` sorted, separate ranges that cover at least the given ones; the nearest are joined first. */
export function mergeRanges(ranges: readonly IdRange[]): IdRange[] {
  let merged = [...ranges].sort((a, b) => a.first - b.first);
  let gap = joinGap;
  do {
    merged = joinNear(merged, gap);
    gap *= 4;
  } while (merged.length > maxRanges);
  return merged;
}

function joinNear(sorted: readonly IdRange[], gap: number): IdRange[] {
  const joined: IdRange[] = [];
  for (const range of sorted) {
    const previous = joined.at(-1);
    if (previous && range.first <= previous.last + gap) previous.last = Math.max(previous.last, range.last);
    else joined.push({ ...range });
  }
  return joined;
}

/** SQL: whether an id lies in one of the ranges. */
export function inRangesSql(id: string, ranges: readonly IdRange[]): string {
  if (ranges.length === 0) return 'false';
  return `(${ranges.map((range) => `${id} BETWEEN ${range.first} AND ${range.last}`).join(' OR ')})`;
}

/** What of `ranges` lies in none of `covered`; both may be in any order. */
export function subtractRanges(ranges: readonly IdRange[], covered: readonly IdRange[]): IdRange[] {
  const holes = [...covered].sort((a, b) => a.first - b.first);
  const left: IdRange[] = [];
  for (const range of ranges) {
    let from = range.first;
    for (const hole of holes) {
      if (hole.last < from) continue;
      if (hole.first > range.last) break;
      if (hole.first > from) left.push({ first: from, last: hole.first - 1 });
      from = hole.last + 1;
    }
    if (from <= range.last) left.push({ first: from, last: range.last });
  }
  return left;
}
