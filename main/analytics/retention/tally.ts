import { periodIndex } from '../calendar.ts';

/** Retention with names and filters already turned into bits. Rule numbers (RT1 …) are those of `docs/spec/retention.md`. */
export interface RetentionRules {
  /** Starts of the intervals and the end of the last: n + 1 instants for n intervals (RT1). */
  bounds: Float64Array;
  /** `first_time`: one cohort a person, by the first target event of all; `recurring`: every interval with one (RT2). */
  type: 'first_time' | 'recurring';
  /** `on`: came back in that very interval; `on_or_after`: in it or any later one of the range (RT4). */
  mode: 'on' | 'on_or_after';
  /** Returning events an interval must have to count (RT3). */
  minimumOccurrences: number;
  /** Number of cohorts, from the first interval on. */
  cohorts: number;
  /**
   * Columns: null = one per interval, as many as have begun; else groups of intervals after the cohort's own, both ends
   * inclusive, e.g. [[1, 1], [2, 7], [8, 30]]. The group as a whole must have the minimum of occurrences.
   */
  brackets: readonly (readonly [number, number])[] | null;
}

/** Events of one person, all history, in time order: slice `from`..`to` (exclusive). */
export interface RetentionEvents {
  times: Float64Array;
  /** Bit 0: a target event, bit 1: a returning event. */
  masks: Uint8Array;
  /** Value of each event in minor units (0 where it has none), whatever its mask; null when none are asked for. */
  amountsMinor: Float64Array | null;
  from: number;
  to: number;
}

const TARGET = 1;
const RETURNING = 2;

/** The interval of an instant that is not earlier than those before it; -1 outside the range. */
function nextInterval(bounds: Float64Array, from: number, time: number): number {
  if (from < 0) return periodIndex(bounds, time);
  const last = bounds.length - 1;
  let interval = from;
  while (interval < last && time >= (bounds[interval + 1] as number)) interval += 1;
  return interval < last ? interval : -1;
}

/** What a tally has counted, as plain arrays that can go to another thread. */
export interface RetentionSums {
  sizes: Float64Array;
  counts: Float64Array;
  amounts: Float64Array;
}

/** Counts people per cohort and interval. Feed it one person after the other, then `read` it. */
export class RetentionTally {
  private readonly rules: RetentionRules;
  private readonly intervals: number;
  private readonly columns: number;
  private readonly sizes: Float64Array;
  private readonly counts: Float64Array;
  /** On or after, by interval: people of a cohort by the last interval they came back in, not yet among `counts`. */
  private readonly lasts: Float64Array;
  private isSettled = true;
  private readonly amounts: Float64Array;
  private readonly returns: Int32Array;
  private readonly spent: Float64Array;
  private readonly isTarget: Uint8Array;
  /** Intervals of the person at hand with an event, ascending. */
  private readonly touched: Int32Array;
  private touchedCount = 0;
  /** Those of them with returning events enough, ascending. */
  private readonly returned: Int32Array;
  private returnedCount = 0;
  private cells: ((cohort: number, column: number) => void) | null = null;

  constructor(rules: RetentionRules) {
    this.rules = rules;
    this.intervals = Math.max(0, rules.bounds.length - 1);
    this.columns = rules.brackets?.length ?? this.intervals;
    this.sizes = new Float64Array(rules.cohorts);
    this.counts = new Float64Array(rules.cohorts * this.columns);
    const hasLasts = rules.mode === 'on_or_after' && rules.brackets === null;
    this.lasts = new Float64Array(hasLasts ? rules.cohorts * this.columns : 0);
    this.amounts = new Float64Array(rules.cohorts * this.intervals);
    this.returns = new Int32Array(this.intervals);
    this.spent = new Float64Array(this.intervals);
    this.isTarget = new Uint8Array(this.intervals);
    this.touched = new Int32Array(this.intervals);
    this.returned = new Int32Array(this.intervals);
  }

  /**
   * Adds one person.
   *
   * @param onCell told every cell the person is counted in; column -1 is the cohort's size
   */
  add(person: RetentionEvents, onCell: ((cohort: number, column: number) => void) | null = null): void {
    const first = this.spread(person);
    if (first === null) return;
    this.cells = onCell;
    const hasAmounts = person.amountsMinor !== null;
    this.findReturned();
    if (this.rules.type === 'first_time') {
      if (first >= 0 && first < this.rules.cohorts) this.addTo(first, hasAmounts);
      return;
    }
    for (let i = 0; i < this.touchedCount; i += 1) {
      const cohort = this.touched[i] as number;
      if (cohort >= this.rules.cohorts) break;
      if (this.isTarget[cohort] === 1) this.addTo(cohort, hasAmounts);
    }
  }

  /** Size, people per column and value per interval (own interval first) of one cohort. */
  read(cohort: number): { size: number; counts: number[]; amountsMinor: number[] } {
    this.settle();
    const from = cohort * this.columns;
    const values = this.amounts.subarray(cohort * this.intervals, (cohort + 1) * this.intervals - cohort);
    return {
      size: this.sizes[cohort] as number,
      counts: [...this.counts.subarray(from, from + this.columns)],
      amountsMinor: [...values],
    };
  }

  sums(): RetentionSums {
    this.settle();
    return { sizes: this.sizes, counts: this.counts, amounts: this.amounts };
  }

  /** Adds the figures of another tally over other people by the same rules. */
  merge(other: RetentionSums): void {
    for (const key of ['sizes', 'counts', 'amounts'] as const) {
      const into = this[key];
      other[key].forEach((value, i) => {
        into[i] = (into[i] as number) + value;
      });
    }
  }

  /**
   * Puts a person's events into intervals.
   *
   * @returns interval of the first target event of all history (-1 = before or after the range), null = never
   */
  private spread(person: RetentionEvents): number | null {
    for (let i = 0; i < this.touchedCount; i += 1) {
      const interval = this.touched[i] as number;
      this.returns[interval] = 0;
      this.spent[interval] = 0;
      this.isTarget[interval] = 0;
    }
    this.touchedCount = 0;
    let first: number | null = null;
    const { bounds } = this.rules;
    let interval = -1;
    let until = Number.NEGATIVE_INFINITY;
    for (let i = person.from; i < person.to; i += 1) {
      const mask = person.masks[i] as number;
      const amount = person.amountsMinor ? (person.amountsMinor[i] as number) : 0;
      if (mask === 0 && amount === 0) continue;
      const time = person.times[i] as number;
      if (time >= until) {
        interval = nextInterval(bounds, interval, time);
        if (interval >= 0) {
          this.touched[this.touchedCount] = interval;
          this.touchedCount += 1;
        }
        until =
          interval < 0
            ? time < (bounds[0] as number)
              ? (bounds[0] as number)
              : Number.POSITIVE_INFINITY
            : (bounds[interval + 1] as number);
      }
      if ((mask & TARGET) !== 0) {
        if (first === null) first = interval;
        if (interval >= 0) this.isTarget[interval] = 1;
      }
      if (interval < 0) continue;
      if (amount !== 0) this.spent[interval] = (this.spent[interval] as number) + amount;
      if ((mask & RETURNING) !== 0) this.returns[interval] = (this.returns[interval] as number) + 1;
    }
    return first;
  }

  private findReturned(): void {
    const { minimumOccurrences } = this.rules;
    this.returnedCount = 0;
    for (let i = 0; i < this.touchedCount; i += 1) {
      const interval = this.touched[i] as number;
      this.returned[this.returnedCount] = interval;
      this.returnedCount += (this.returns[interval] as number) >= minimumOccurrences ? 1 : 0;
    }
  }

  private addTo(cohort: number, hasAmounts: boolean): void {
    this.sizes[cohort] = (this.sizes[cohort] as number) + 1;
    this.cells?.(cohort, -1);
    for (let i = hasAmounts ? 0 : this.touchedCount; i < this.touchedCount; i += 1) {
      const interval = this.touched[i] as number;
      if (interval < cohort) continue;
      const cell = cohort * this.intervals + interval - cohort;
      this.amounts[cell] = (this.amounts[cell] as number) + (this.spent[interval] as number);
    }
    if (this.rules.brackets) this.countBrackets(cohort, this.rules.brackets);
    else if (this.rules.mode === 'on') this.countIntervals(cohort);
    else this.countUntilLast(cohort);
  }

  private countIntervals(cohort: number): void {
    const { counts, returned, cells } = this;
    const own = cohort * this.columns;
    counts[own] = (counts[own] as number) + 1;
    // From the last one back to the cohort's own.
    for (let i = this.returnedCount - 1; i >= 0; i -= 1) {
      const column = (returned[i] as number) - cohort;
      if (column <= 0) break;
      counts[own + column] = (counts[own + column] as number) + 1;
      if (cells !== null) cells(cohort, column);
    }
  }

  private countUntilLast(cohort: number): void {
    const latest = this.returnedCount > 0 ? (this.returned[this.returnedCount - 1] as number) : cohort;
    const last = Math.max(0, latest - cohort);
    const cell = cohort * this.columns + last;
    this.lasts[cell] = (this.lasts[cell] as number) + 1;
    this.isSettled = false;
    if (this.cells !== null) for (let column = last; column > 0; column -= 1) this.cells(cohort, column);
  }

  /** On or after: whoever came back last in an interval is in all before it, too. */
  private settle(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const { counts, lasts, columns } = this;
    for (let from = 0; from < lasts.length; from += columns) {
      let people = 0;
      for (let cell = from + columns - 1; cell >= from; cell -= 1) {
        people += lasts[cell] as number;
        lasts[cell] = 0;
        counts[cell] = (counts[cell] as number) + people;
      }
    }
  }

  private countBrackets(cohort: number, brackets: readonly (readonly [number, number])[]): void {
    let cameBack = false;
    for (let column = brackets.length - 1; column >= 0; column -= 1) {
      const [from, to] = brackets[column] as readonly [number, number];
      let occurrences = 0;
      for (let k = from; k <= to && cohort + k < this.intervals; k += 1)
        occurrences += this.returns[cohort + k] as number;
      const isIn = occurrences >= this.rules.minimumOccurrences;
      cameBack = isIn || (cameBack && this.rules.mode === 'on_or_after');
      if (cameBack) this.count(cohort, column);
    }
  }

  private count(cohort: number, column: number): void {
    const cell = cohort * this.columns + column;
    this.counts[cell] = (this.counts[cell] as number) + 1;
    this.cells?.(cohort, column);
  }
}
