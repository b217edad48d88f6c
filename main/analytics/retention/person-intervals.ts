import { type PeriodTable, periodTable } from '../calendar.ts';
import { type EventDays, intervalsByDay } from '../sequence/days.ts';
import { EventMasks, type EventMatcher, type SequenceView } from '../sequence/view.ts';
import { intervalsOf, RETURNING, type RetentionRules, TARGET } from './rules.ts';

export interface IntervalOptions {
  rules: Pick<RetentionRules, 'bounds' | 'type' | 'cohorts' | 'minimumOccurrences'>;
  target: EventMatcher;
  returning: EventMatcher;
  /** Events with an amount in the order of the view, an event that there is not behind the last; null = not asked for. */
  amounts: { at: Uint32Array; minor: Float64Array } | null;
  /** Days of the events where intervals are made of days; asked for only where all events matter. */
  days: () => EventDays | null;
}

/**
 * What retention needs of one person after the other: the intervals in which a cohort of theirs begins, those in which
 * they came back, and what they brought. Events are read without a branch on what they are: guessing it wrong would be
 * most of the time. All lists ascend; behind their counts there is no meaning.
 */
export class PersonIntervals {
  /** Intervals that make the person a member of a cohort (RT2). */
  cohorts: Int32Array;
  cohortCount = 0;
  /** Intervals with a target or returning event, and how many returning ones. */
  readonly touched: Int32Array;
  readonly returns: Int32Array;
  touchedCount = 0;
  /** Those with returning events enough (RT3). */
  returned: Int32Array;
  returnedCount = 0;
  /** Intervals with an amount; there may be one twice. */
  spentIn = new Int32Array(16);
  spentMinor = new Float64Array(16);
  spentCount = 0;

  readonly #view: SequenceView;
  readonly #options: IntervalOptions;
  readonly #people: EventMasks;
  readonly #masks: Uint8Array;
  readonly #isFiltered: boolean;
  /** Every event is a target and a return. */
  readonly #isEverything: boolean;
  readonly #isTarget: Uint8Array;
  /** Whoever was there came back, and is in a cohort: all lists are the same. */
  readonly #isOneList: boolean;
  readonly #table: PeriodTable;
  /** A little less than one by the length of a cell: an instant may fall into the cell before its own, never behind it. */
  readonly #cellsPerMs: number;
  /** Positions of the person's events that matter, and which they are. */
  #at = new Uint32Array(1024);
  #maskAt = new Uint8Array(1024);
  /** By event its day, and by day the interval; null = intervals are found by instants. */
  readonly #dayOf: Uint16Array | null;
  readonly #byDay: Int32Array;
  #nextAmount = 0;

  constructor(view: SequenceView, options: IntervalOptions) {
    const { rules, target, returning } = options;
    const intervals = intervalsOf(rules);
    this.#view = view;
    this.#options = options;
    this.#people = new EventMasks(view.nameCount, [target, returning]);
    this.#masks = Uint8Array.from(this.#people.byNameTable);
    this.#isFiltered = target.passing !== null || returning.passing !== null;
    const isForAll = target.people === null && returning.people === null;
    this.#isEverything = isForAll && !this.#isFiltered && this.#masks.every((mask) => mask === (TARGET | RETURNING));
    this.#table = periodTable(rules.bounds);
    const days = this.#isEverything ? options.days() : null;
    const byDay = days && intervalsByDay(days, rules.bounds);
    this.#dayOf = byDay && days.numbers;
    this.#byDay = byDay ?? new Int32Array(0);
    this.#cellsPerMs = (1 - 1e-12) / this.#table.cellMs;
    // One place more than intervals: what is written last may be something that does not count.
    this.cohorts = new Int32Array(intervals + 1);
    this.touched = new Int32Array(intervals + 1);
    this.returns = new Int32Array(intervals + 1);
    this.returned = new Int32Array(intervals + 1);
    this.#isTarget = new Uint8Array(intervals + 1);
    this.#isOneList = this.#isEverything && rules.minimumOccurrences === 1;
    if (!this.#isOneList) return;
    this.cohorts = this.touched;
    this.returned = this.touched;
    // Once is enough: how often does not matter.
    this.returns.fill(1);
  }

  /**
   * Reads a person, in the order of the view.
   *
   * @returns whether the person is in any cohort; where not, the lists have no meaning
   */
  read(person: number): boolean {
    const allowed = this.#people.allowedFor(person) & (TARGET | RETURNING);
    if ((allowed & TARGET) === 0) return false;
    const { offsets } = this.#view;
    const first = offsets[person] as number;
    const next = offsets[person + 1] as number;
    const found = this.#isEverything ? next - first : this.#collect(first, next, allowed);
    if (found === 0) return false;
    const isOnlyDays = this.#isOneList && this.#dayOf !== null;
    if (!(isOnlyDays ? this.#touch(this.#dayOf, first, next) : this.#place(first, found))) return false;
    if (this.#isOneList) this.#takeAll();
    else this.#findCohorts();
    if (this.cohortCount === 0) return false;
    if (!this.#isOneList) this.#findReturned();
    if (this.#options.amounts) this.#readAmounts(this.#options.amounts, first, next);
    return true;
  }

  #collect(first: number, next: number, allowed: number): number {
    if (next - first >= this.#at.length) {
      this.#at = new Uint32Array((next - first) * 2);
      this.#maskAt = new Uint8Array((next - first) * 2);
    }
    const at = this.#at;
    const maskAt = this.#maskAt;
    const masks = this.#masks;
    const { names } = this.#view;
    let count = 0;
    for (let i = first; i < next; i += 1) {
      const mask = masks[names[i] as number] as number;
      at[count] = i;
      maskAt[count] = mask;
      count += (mask | (mask >>> 1)) & 1;
    }
    return this.#isFiltered || allowed !== (TARGET | RETURNING) ? this.#filter(count, allowed) : count;
  }

  #filter(count: number, allowed: number): number {
    const at = this.#at;
    const maskAt = this.#maskAt;
    const targets = this.#options.target.passing;
    const returns = this.#options.returning.passing;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const word = event >>> 5;
      const isTarget = targets === null ? 1 : ((targets[word] as number) >>> (event & 31)) & 1;
      const isReturn = returns === null ? 1 : ((returns[word] as number) >>> (event & 31)) & 1;
      const mask = (maskAt[j] as number) & allowed & (isTarget | (isReturn << 1));
      at[kept] = event;
      maskAt[kept] = mask;
      kept += (mask | (mask >>> 1)) & 1;
    }
    return kept;
  }

  /** Puts events into intervals; false where the person's only cohort lies before the range. */
  #place(firstEvent: number, found: number): boolean {
    const at = this.#at;
    const maskAt = this.#maskAt;
    const dayOf = this.#dayOf;
    const byDay = this.#byDay;
    const isEverything = this.#isEverything;
    const { bounds, type } = this.#options.rules;
    const intervals = bounds.length - 1;
    const { touched, returns } = this;
    const isTarget = this.#isTarget;
    const { times } = this.#view;
    const startMs = bounds[0] as number;
    let j = 0;
    for (; j < found; j += 1) {
      if ((times[isEverything ? firstEvent + j : (at[j] as number)] as number) >= startMs) break;
      if (type === 'first_time' && (isEverything || ((maskAt[j] as number) & TARGET) !== 0)) return false;
    }
    let slot = -1;
    let last = -1;
    let target = 0;
    let returned = 0;
    for (; j < found; j += 1) {
      const event = isEverything ? firstEvent + j : (at[j] as number);
      const interval =
        dayOf === null ? this.#intervalOf(times[event] as number) : (byDay[dayOf[event] as number] as number);
      if (interval === intervals) break;
      const mask = isEverything ? TARGET | RETURNING : (maskAt[j] as number);
      // 1 where it is another interval than the last, else 0: all ones or none in `same`.
      const isNew = (last - interval) >>> 31;
      const same = isNew - 1;
      slot += isNew;
      last = interval;
      touched[slot] = interval;
      target = (target & same) | (mask & TARGET);
      returned = (returned & same) + (mask >>> 1);
      isTarget[slot] = target;
      returns[slot] = returned;
    }
    this.touchedCount = slot + 1;
    return slot >= 0;
  }

  /** The interval of an instant that is not before the first; their number behind the last. */
  #intervalOf(time: number): number {
    const { bounds } = this.#options.rules;
    const { startMs, first: firstOfCell } = this.#table;
    const last = bounds.length - 1;
    if (time >= (bounds[last] as number)) return last;
    let interval = firstOfCell[((time - startMs) * this.#cellsPerMs) | 0] as number;
    while (time >= (bounds[interval + 1] as number)) interval += 1;
    return interval;
  }

  /** The intervals with an event: all there is to know where every event is a target and a return. */
  #touch(dayOf: Uint16Array, first: number, next: number): boolean {
    const { touched } = this;
    const byDay = this.#byDay;
    const { bounds, type } = this.#options.rules;
    let i = first;
    while (i < next && (byDay[dayOf[i] as number] as number) < 0) i += 1;
    if (i > first && type === 'first_time') return false;
    let slot = -1;
    let last = -1;
    for (; i < next; i += 1) {
      const interval = byDay[dayOf[i] as number] as number;
      slot += (last - interval) >>> 31;
      last = interval;
      touched[slot] = interval;
    }
    // What is behind the last interval has come last.
    this.touchedCount = slot + (last === bounds.length - 1 ? 0 : 1);
    return this.touchedCount > 0;
  }

  #takeAll(): void {
    const { touched, touchedCount } = this;
    const { type, cohorts: limit } = this.#options.rules;
    let count = type === 'first_time' ? 1 : touchedCount;
    while (count > 0 && (touched[count - 1] as number) >= limit) count -= 1;
    this.cohortCount = count;
    this.returnedCount = touchedCount;
  }

  #findCohorts(): void {
    const { touched, touchedCount, cohorts } = this;
    const isTarget = this.#isTarget;
    const { type, cohorts: limit } = this.#options.rules;
    let count = 0;
    for (let slot = 0; slot < touchedCount; slot += 1) {
      const interval = touched[slot] as number;
      if (interval >= limit) break;
      cohorts[count] = interval;
      count += isTarget[slot] as number;
      if (count > 0 && type === 'first_time') break;
    }
    this.cohortCount = count;
  }

  #findReturned(): void {
    const { touched, returns, touchedCount, returned } = this;
    const { minimumOccurrences } = this.#options.rules;
    let count = 0;
    for (let slot = 0; slot < touchedCount; slot += 1) {
      returned[count] = touched[slot] as number;
      count += (returns[slot] as number) >= minimumOccurrences ? 1 : 0;
    }
    this.returnedCount = count;
  }

  #readAmounts({ at, minor }: { at: Uint32Array; minor: Float64Array }, first: number, next: number): void {
    const { times } = this.#view;
    const { bounds } = this.#options.rules;
    const dayOf = this.#dayOf;
    const byDay = this.#byDay;
    const startMs = bounds[0] as number;
    const intervals = bounds.length - 1;
    let place = this.#nextAmount;
    while ((at[place] as number) < first) place += 1;
    this.spentCount = 0;
    for (; (at[place] as number) < next; place += 1) {
      const event = at[place] as number;
      let interval = -1;
      if (dayOf !== null) interval = byDay[dayOf[event] as number] as number;
      else if ((times[event] as number) >= startMs) interval = this.#intervalOf(times[event] as number);
      if (interval < 0) continue;
      if (interval < intervals) this.#spend(interval, minor[place] as number);
    }
    this.#nextAmount = place;
  }

  #spend(interval: number, minor: number): void {
    const count = this.spentCount;
    if (count >= this.spentIn.length) {
      const [intervals, amounts] = [this.spentIn, this.spentMinor];
      this.spentIn = new Int32Array(count * 2);
      this.spentMinor = new Float64Array(count * 2);
      this.spentIn.set(intervals);
      this.spentMinor.set(amounts);
    }
    this.spentIn[count] = interval;
    this.spentMinor[count] = minor;
    this.spentCount = count + 1;
  }
}
