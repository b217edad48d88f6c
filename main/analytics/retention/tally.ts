import type { PersonIntervals } from './person-intervals.ts';
import { intervalsOf, type RetentionRules } from './rules.ts';

/** What a tally has counted, as plain arrays that can go to another thread. */
export interface RetentionSums {
  sizes: Uint32Array;
  counts: Uint32Array;
  amounts: Float64Array;
}

/** People until a small number may be full. */
const mostPeople = 0xffff;

type Brackets = NonNullable<RetentionRules['brackets']>;

/** Counts people per cohort and interval. Feed it one person after the other, then `read` it. */
export class RetentionTally {
  readonly #rules: RetentionRules;
  readonly #intervals: number;
  /** Places of a cohort among the counts: one per interval of the range (not of the cohort), or per bracket. */
  readonly #width: number;
  readonly #sizes: Uint32Array;
  /** People who came back in an interval; on or after: whose last one it was. */
  readonly #counts: Uint32Array;
  /**
   * What is to be added to them: half as large, so that tables of many values stay near the processor. Nobody counts
   * twice in a cell, so nothing overflows until as many people have come as a number here can tell.
   */
  readonly #small: Uint16Array;
  #people = 0;
  /** By interval of the range and cohort, so that what one amount is added to lies together; empty where nobody asks. */
  readonly #amounts: Float64Array;
  readonly #before: Int32Array;
  /** The person's returning events by interval; all nothing between two people. */
  readonly #own: Int32Array;
  /** First and next interval of each bracket, counted from the cohort's own. */
  readonly #edges: Int32Array;

  constructor(rules: RetentionRules, hasAmounts: boolean) {
    this.#rules = rules;
    this.#intervals = intervalsOf(rules);
    this.#width = rules.brackets?.length ?? this.#intervals;
    this.#sizes = new Uint32Array(rules.cohorts);
    this.#edges = Int32Array.from((rules.brackets ?? []).flatMap(([from, to]) => [from, to + 1]));
    this.#before = new Int32Array(rules.brackets ? this.#intervals + 1 : 0);
    this.#own = new Int32Array(rules.brackets ? this.#intervals : 0);
    this.#counts = new Uint32Array(rules.cohorts * this.#width);
    this.#small = new Uint16Array(rules.mode === 'on' && !rules.brackets ? this.#counts.length : 0);
    this.#amounts = new Float64Array(hasAmounts ? rules.cohorts * this.#intervals : 0);
  }

  /** Adds one person who is in a cohort. */
  add(person: PersonIntervals): void {
    const { brackets, mode } = this.#rules;
    if (brackets) this.#countBrackets(person);
    else if (mode === 'on') this.#countIntervals(person);
    else this.#countLast(person);
    if (this.#amounts.length > 0) this.#addAmounts(person);
  }

  /** Size, people per column (the size leads where there are no brackets) and value per interval, own interval first. */
  read(cohort: number): { size: number; counts: Uint32Array; amountsMinor: Float64Array } {
    this.#settle();
    const size = this.#sizes[cohort] as number;
    const from = cohort * this.#width;
    const isByInterval = this.#rules.brackets === null;
    const counts = this.#counts.slice(isByInterval ? from + cohort : from, from + this.#width);
    if (isByInterval) {
      if (this.#rules.mode === 'on_or_after') addUp(counts);
      counts[0] = size;
    }
    const amounts = this.#amounts;
    const amountsMinor = new Float64Array(amounts.length > 0 ? this.#intervals - cohort : 0).map(
      (_, k) => amounts[(cohort + k) * this.#rules.cohorts + cohort] as number,
    );
    return { size, counts, amountsMinor };
  }

  sums(): RetentionSums {
    this.#settle();
    return { sizes: this.#sizes, counts: this.#counts, amounts: this.#amounts };
  }

  /** Adds the figures of another tally over other people by the same rules. */
  merge(other: RetentionSums): void {
    addTo(this.#sizes, other.sizes);
    addTo(this.#counts, other.counts);
    addTo(this.#amounts, other.amounts);
  }

  /** Where whoever was there is in a cohort and came back, too: as below, without looking for where a cohort stands. */
  #countPairs(list: Int32Array, cohortCount: number, count: number): void {
    const small = this.#small;
    const sizes = this.#sizes;
    const width = this.#width;
    for (let c = 0; c < cohortCount; c += 1) {
      const cohort = list[c] as number;
      sizes[cohort] = (sizes[cohort] as number) + 1;
    }
    let c = 0;
    for (; c + 3 < cohortCount; c += 4) {
      const second = list[c + 1] as number;
      const third = list[c + 2] as number;
      const fourth = list[c + 3] as number;
      const row0 = (list[c] as number) * width;
      const row1 = second * width;
      const row2 = third * width;
      const row3 = fourth * width;
      small[row0 + second] = (small[row0 + second] as number) + 1;
      small[row0 + third] = (small[row0 + third] as number) + 1;
      small[row0 + fourth] = (small[row0 + fourth] as number) + 1;
      small[row1 + third] = (small[row1 + third] as number) + 1;
      small[row1 + fourth] = (small[row1 + fourth] as number) + 1;
      small[row2 + fourth] = (small[row2 + fourth] as number) + 1;
      for (let i = c + 4; i < count; i += 1) {
        const interval = list[i] as number;
        small[row0 + interval] = (small[row0 + interval] as number) + 1;
        small[row1 + interval] = (small[row1 + interval] as number) + 1;
        small[row2 + interval] = (small[row2 + interval] as number) + 1;
        small[row3 + interval] = (small[row3 + interval] as number) + 1;
      }
    }
    for (; c < cohortCount; c += 1) {
      const row = (list[c] as number) * width;
      for (let i = c + 1; i < count; i += 1) {
        const cell = row + (list[i] as number);
        small[cell] = (small[cell] as number) + 1;
      }
    }
  }

  /** Four cohorts at a time: each interval in which the person came back is looked at once for all of them. */
  #countIntervals({ cohorts, cohortCount, returned, returnedCount }: PersonIntervals): void {
    if (this.#people === mostPeople) this.#settle();
    this.#people += 1;
    if (cohorts === returned) {
      this.#countPairs(cohorts, cohortCount, returnedCount);
      return;
    }
    const small = this.#small;
    const width = this.#width;
    let from = 0;
    for (let c = 0; c < cohortCount; c += 4) {
      const isFour = c + 3 < cohortCount;
      const last = isFour ? (cohorts[c + 3] as number) : Number.MAX_SAFE_INTEGER;
      let shared = from;
      while (shared < returnedCount && (returned[shared] as number) <= last) shared += 1;
      for (let k = c; k < c + 4 && k < cohortCount; k += 1) {
        const cohort = cohorts[k] as number;
        this.#sizes[cohort] = (this.#sizes[cohort] as number) + 1;
        const row = cohort * width;
        while (from < returnedCount && (returned[from] as number) <= cohort) from += 1;
        for (let i = from; i < shared; i += 1) {
          const cell = row + (returned[i] as number);
          small[cell] = (small[cell] as number) + 1;
        }
      }
      if (!isFour) return;
      const row0 = (cohorts[c] as number) * width;
      const row1 = (cohorts[c + 1] as number) * width;
      const row2 = (cohorts[c + 2] as number) * width;
      const row3 = last * width;
      for (let i = shared; i < returnedCount; i += 1) {
        const interval = returned[i] as number;
        small[row0 + interval] = (small[row0 + interval] as number) + 1;
        small[row1 + interval] = (small[row1 + interval] as number) + 1;
        small[row2 + interval] = (small[row2 + interval] as number) + 1;
        small[row3 + interval] = (small[row3 + interval] as number) + 1;
      }
    }
  }

  #settle(): void {
    if (this.#people === 0) return;
    this.#people = 0;
    addTo(this.#counts, this.#small);
    this.#small.fill(0);
  }

  #countLast({ cohorts, cohortCount, returned, returnedCount }: PersonIntervals): void {
    const counts = this.#counts;
    const sizes = this.#sizes;
    const latest = returnedCount > 0 ? (returned[returnedCount - 1] as number) : -1;
    for (let c = 0; c < cohortCount; c += 1) {
      const cohort = cohorts[c] as number;
      sizes[cohort] = (sizes[cohort] as number) + 1;
      const cell = cohort * this.#width + Math.max(cohort, latest);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }

  #countBrackets({ cohorts, cohortCount, touched, returns, touchedCount }: PersonIntervals): void {
    const { minimumOccurrences, mode } = this.#rules;
    const isKept = mode === 'on_or_after' ? 1 : 0;
    // Returning events before each interval, from the first cohort's on: a bracket is a difference. No branch here or
    // below looks at what people did: guessing it would be most of the time.
    const before = this.#before;
    const own = this.#own;
    const start = cohorts[0] as number;
    const end = (touched[touchedCount - 1] as number) + 1;
    for (let slot = 0; slot < touchedCount; slot += 1) own[touched[slot] as number] = returns[slot] as number;
    let total = 0;
    for (let interval = start; interval < end; interval += 1) {
      before[interval] = total;
      total += own[interval] as number;
    }
    before[end] = total;
    for (let slot = 0; slot < touchedCount; slot += 1) own[touched[slot] as number] = 0;
    const counts = this.#counts;
    const sizes = this.#sizes;
    const width = this.#width;
    const edges = this.#edges;
    for (let c = 0; c < cohortCount; c += 1) {
      const cohort = cohorts[c] as number;
      sizes[cohort] = (sizes[cohort] as number) + 1;
      const row = cohort * width;
      const ahead = cohort - end;
      let edge = -1;
      let upToEdge = 0;
      let cameBack = 0;
      for (let column = width - 1; column >= 0; column -= 1) {
        const last = edges[2 * column + 1] as number;
        // Brackets are mostly neighbours.
        if (last !== edge) {
          const next = ahead + last;
          upToEdge = before[end + (next & (next >> 31))] as number;
        }
        const upTo = upToEdge;
        edge = edges[2 * column] as number;
        const first = ahead + edge;
        // Behind the person's last interval there is nothing more.
        upToEdge = before[end + (first & (first >> 31))] as number;
        cameBack = (cameBack & isKept) | ((minimumOccurrences - 1 - upTo + upToEdge) >>> 31);
        counts[row + column] = (counts[row + column] as number) + cameBack;
      }
    }
  }

  /** Amount by amount: there are fewer of them than cohorts. */
  #addAmounts({ cohorts, cohortCount, spentIn, spentMinor, spentCount }: PersonIntervals): void {
    const amounts = this.#amounts;
    const width = this.#rules.cohorts;
    let count = 0;
    for (let i = 0; i < spentCount; i += 1) {
      const interval = spentIn[i] as number;
      const minor = spentMinor[i] as number;
      while (count < cohortCount && (cohorts[count] as number) <= interval) count += 1;
      const row = interval * width;
      for (let c = 0; c < count; c += 1) {
        const cell = row + (cohorts[c] as number);
        amounts[cell] = (amounts[cell] as number) + minor;
      }
    }
  }
}

/** Whether a person who is in the cohort is counted in a column of it; column -1 is the cohort itself. */
export function isInColumn(
  rules: RetentionRules,
  person: PersonIntervals,
  { cohort, column }: { cohort: number; column: number },
): boolean {
  if (column < 0) return true;
  const { brackets, mode } = rules;
  if (brackets) {
    const isFrom = (place: number): boolean => (mode === 'on' ? place === column : place >= column);
    return brackets.some((_, place) => isFrom(place) && isInBracket(rules, person, cohort, place));
  }
  if (column === 0) return true;
  const { returned, returnedCount } = person;
  const interval = cohort + column;
  if (mode === 'on_or_after') return returnedCount > 0 && (returned[returnedCount - 1] as number) >= interval;
  const place = returned.indexOf(interval);
  return place >= 0 && place < returnedCount;
}

/** Enough returning events in the intervals of a bracket together (RT3). */
function isInBracket(
  { brackets, minimumOccurrences }: RetentionRules,
  { touched, returns, touchedCount }: PersonIntervals,
  cohort: number,
  column: number,
): boolean {
  const [from, to] = (brackets as Brackets)[column] as readonly [number, number];
  let occurrences = 0;
  // From the last one back: cohorts that began long ago are few.
  for (let slot = touchedCount - 1; slot >= 0; slot -= 1) {
    const interval = (touched[slot] as number) - cohort;
    if (interval < from) break;
    if (interval <= to) occurrences += returns[slot] as number;
  }
  return occurrences >= minimumOccurrences;
}

/** On or after: whoever came back last in an interval is in all before it, too. */
function addUp(counts: Uint32Array): void {
  let people = 0;
  for (let k = counts.length - 1; k >= 0; k -= 1) {
    people += counts[k] as number;
    counts[k] = people;
  }
}

function addTo(into: Uint32Array | Float64Array, added: Uint32Array | Float64Array | Uint16Array): void {
  for (let i = 0; i < added.length; i += 1) into[i] = (into[i] as number) + (added[i] as number);
}
