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
/** Rows far apart are named one by one as long as there are no more than this. */
const maxListedIds = 100_000;
const maxListedRanges = 4_000;
/** Every statement names all other ranges, so there are never more than this. */
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

/**
 * Sorted, separate ranges that cover at least the given ones: as they are where few rows lie far apart, else at most
 * `maxRanges`; the nearest are joined first.
 */
export function mergeRanges(ranges: readonly IdRange[]): IdRange[] {
  let merged = [...ranges].sort((a, b) => a.first - b.first);
  let gap = joinGap;
  do {
    merged = joinNear(merged, gap);
    gap *= 4;
  } while (merged.length > maxRanges && !areListed(merged));
  return merged;
}

const areListed = (ranges: readonly IdRange[]): boolean =>
  ranges.length <= maxListedRanges &&
  ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0) <= maxListedIds;

/** Whether an id lies in one of sorted, separate ranges. */
export function isInRanges(ranges: readonly IdRange[], id: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.last ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.first ?? Number.POSITIVE_INFINITY) <= id;
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
  // The engine looks few ids up quicker than it compares every row with each range.
  if (ranges.length > 1 && areListed(ranges)) {
    const values = ranges.map(({ first, last }) => `(${first}, ${last})`).join(', ');
    return `(${id} IN (SELECT unnest(range(first, last + 1)) FROM (VALUES ${values}) AS listed(first, last)))`;
  }
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
