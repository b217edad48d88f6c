import { matcherByName, noMatcher } from '../sequence/gather.ts';
import { EventMasks, type SequenceView } from '../sequence/view.ts';
import { type FunnelOutcome, type FunnelRules, newOutcome } from './rules.ts';
import { stepLimits } from './step-limits.ts';
import { newNumberedEvents, strictStarts } from './strict-starts.ts';
import type { ValueScan } from './value-scan.ts';

/**
 * Strict funnels of all values of which each sees its own events only (FN4 with FN9, `all_events`), on one way through a
 * person's events: what lies between two steps breaks the chain of its own value and no other. The rules are those of
 * `strictWalk`. An exclusion between two steps breaks the chain as well, so it can only rule out a chain that stops before
 * it; where that is the best one of a value, the other starts are looked at (FN7).
 */
export class StrictByValue {
  readonly #view: SequenceView;
  readonly #scan: ValueScan;
  /** By name: its step, or the number of steps and an exclusion. */
  readonly #numbers: Uint8Array;
  readonly #masks: EventMasks;
  readonly #limits: Float64Array | null;
  readonly #windowMs: number;
  readonly #outcome: FunnelOutcome;
  readonly #settle: ReturnType<typeof strictStarts>;
  /** By exclusion and step: 1 = it rules out a chain that stands there. */
  readonly #dangers: Uint8Array;
  /** An exclusion rules out even chains through all steps, so these are not at the end of what matters. */
  readonly #goesOn: boolean;
  #own = newNumberedEvents(1024);
  #at = new Uint32Array(1024);
  #places = new Int32Array(1024);
  /** By place: the step at which its chain stands, -1 = there is none; how far the best one came. At rest between persons. */
  #levels = new Int8Array(64).fill(-1);
  #reached = new Uint8Array(64);
  #rows: Float64Array;
  #times: Float64Array;
  /** By place: when the best chain was first ruled out. */
  #outAt: Float64Array;
  readonly #met: number[] = [];

  private constructor(view: SequenceView, scan: ValueScan, numbers: Uint8Array) {
    const { rules } = scan;
    const { stepCount: n } = rules;
    this.#view = view;
    this.#scan = scan;
    this.#numbers = numbers;
    this.#masks = new EventMasks(view.nameCount, [...scan.steps, ...scan.exclusions]);
    this.#settle = strictStarts(scan);
    this.#dangers = Uint8Array.from({ length: rules.exclusions.length * n }, (_, i) => {
      const { fromStep, toStep } = rules.exclusions[Math.floor(i / n)] as FunnelRules['exclusions'][number];
      return fromStep <= i % n && i % n < toStep ? 1 : 0;
    });
    this.#goesOn = rules.exclusions.some((_, x) => this.#dangers[x * n + n - 1] === 1);
    this.#limits = stepLimits(rules);
    this.#windowMs = rules.windowMs ?? Number.POSITIVE_INFINITY;
    this.#outcome = newOutcome(n);
    this.#rows = new Float64Array(64 * n);
    this.#times = new Float64Array(64 * n);
    this.#outAt = new Float64Array(64);
  }

  /** Null where the rules need the long road. */
  static of(view: SequenceView, scan: ValueScan): StrictByValue | null {
    if (scan.rules.order !== 'strict' || (scan.only ?? null) !== null) return null;
    const matchers = [...scan.steps, ...scan.exclusions];
    if (matchers.length > 32) return null;
    const numbers = matcherByName(view.nameCount, matchers);
    return numbers && new StrictByValue(view, scan, numbers);
  }

  /**
   * @param take told the outcome of every value with a chain; it is overwritten for the next one
   * @returns false, with nothing told, where two events of one value share an instant
   */
  walk(person: number, take: (place: number, outcome: FunnelOutcome) => void): boolean {
    const count = this.#read(person);
    const isPlain = this.#advance(person, count);
    const outcome = this.#outcome;
    const n = this.#scan.rules.stepCount;
    for (const place of this.#met) {
      outcome.reached = this.#reached[place] as number;
      this.#levels[place] = -1;
      this.#reached[place] = 0;
      if (!isPlain) continue;
      outcome.isExcluded = false;
      for (let k = 0; k < outcome.reached; k += 1) outcome.times[k] = this.#times[place * n + k] as number;
      if ((this.#outAt[place] as number) - (outcome.times[0] as number) < this.#windowMs) {
        this.#readOwn(person, place, count);
        this.#settle(this.#own, outcome);
      }
      take(place, outcome);
    }
    this.#met.length = 0;
    return isPlain;
  }

  /** Finds the events between the first that may begin a chain and the last of any step, with all at those instants. */
  #read(person: number): number {
    const { offsets, times, names } = this.#view;
    const { fromMs, toMs } = this.#scan;
    const numbers = this.#numbers;
    const first = offsets[person] as number;
    let from = first;
    let to = offsets[person + 1] as number;
    while (from < to && (numbers[names[from] as number] !== 0 || (times[from] as number) < fromMs)) from += 1;
    const next = to;
    while (to > from && (numbers[names[to - 1] as number] === noMatcher || (times[to - 1] as number) > toMs)) to -= 1;
    if (to === from) return 0;
    while (from > first && times[from - 1] === times[from]) from -= 1;
    while (to < next && times[to] === times[to - 1]) to += 1;
    const count = to - from;
    if (count > this.#at.length) {
      this.#at = new Uint32Array(count * 2);
      this.#places = new Int32Array(count * 2);
    }
    for (let j = 0; j < count; j += 1) this.#at[j] = from + j;
    this.#scan.placesOf(this.#at, count, person, this.#places);
    let most = 0;
    for (let j = 0; j < count; j += 1) most = Math.max(most, this.#places[j] as number);
    if (most >= this.#levels.length) this.#widen(most * 2);
    return count;
  }

  #widen(room: number): void {
    const n = this.#scan.rules.stepCount;
    this.#levels = new Int8Array(room).fill(-1);
    this.#reached = new Uint8Array(room);
    this.#rows = new Float64Array(room * n);
    this.#times = new Float64Array(room * n);
    this.#outAt = new Float64Array(room);
  }

  /** Numbers the events of one value. */
  #readOwn(person: number, place: number, count: number): void {
    const { times, names } = this.#view;
    if (count > this.#own.times.length) this.#own = newNumberedEvents(count * 2);
    const own = this.#own;
    const allowed = this.#masks.allowedFor(person);
    const first = this.#at[0] as number;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      if (this.#places[j] !== place) continue;
      const event = first + j;
      const k = this.#numbers[names[event] as number] as number;
      own.times[kept] = times[event] as number;
      own.numbers[kept] = this.#matches(k, event, allowed) ? k : noMatcher;
      kept += 1;
    }
    own.count = kept;
  }

  /** Whether the event passes the filters of the one matcher that its name is for. */
  #matches(number: number, event: number, allowed: number): boolean {
    if (number === noMatcher) return false;
    const bit = (1 << number) >>> 0;
    return (allowed & bit) !== 0 && (this.#masks.refine(bit, event) & bit) !== 0;
  }

  #advance(person: number, count: number): boolean {
    const { times, names } = this.#view;
    const { stepCount: n, lastEntryMs } = this.#scan.rules;
    const numbers = this.#numbers;
    const limits = this.#limits;
    const levels = this.#levels;
    const rows = this.#rows;
    const places = this.#places;
    const allowed = this.#masks.allowedFor(person);
    const first = this.#at[0] as number;
    for (let j = 0; j < count; j += 1) {
      const place = places[j] as number;
      if (place < 0) continue;
      const event = first + j;
      const time = times[event] as number;
      if (this.#reached[place] === n && !this.#goesOn) {
        // What shares the instant of the goal may have begun a later chain.
        if (time === this.#times[place * n + n - 1]) return false;
        continue;
      }
      for (let b = j - 1; b >= 0 && times[first + b] === time; b -= 1) if (places[b] === place) return false;
      const level = levels[place] as number;
      const k = numbers[names[event] as number] as number;
      if (level < 0 && k !== 0 && (k < n || k === noMatcher)) continue;
      if (k >= n || !this.#matches(k, event, allowed)) {
        levels[place] = -1;
        if (k !== noMatcher && k >= n) this.#ruleOut(place, k - n, event, allowed);
        continue;
      }
      const row = place * n;
      if (k === 0) {
        if (time <= lastEntryMs) {
          levels[place] = 0;
          rows[row] = time;
          if (this.#reached[place] === 0) this.#come(place, 0);
        } else if (level !== 0) levels[place] = -1;
        continue;
      }
      const isInTime =
        time - (rows[row] as number) <= this.#windowMs &&
        (limits === null || time - (rows[row + k - 1] as number) <= (limits[k] as number));
      if (level === k - 1 && isInTime) {
        levels[place] = k;
        rows[row + k] = time;
        if (k >= (this.#reached[place] as number)) this.#come(place, k);
      } else if (level !== k) levels[place] = -1;
    }
    return true;
  }

  /** An exclusion of a value is met. */
  #ruleOut(place: number, exclusion: number, event: number, allowed: number): void {
    const { stepCount: n } = this.#scan.rules;
    const reached = this.#reached[place] as number;
    if (reached === 0 || this.#dangers[exclusion * n + reached - 1] === 0) return;
    if (this.#outAt[place] !== Number.POSITIVE_INFINITY || !this.#matches(n + exclusion, event, allowed)) return;
    this.#outAt[place] = this.#view.times[event] as number;
  }

  /** A chain of a value has come further than any before. */
  #come(place: number, k: number): void {
    const row = place * this.#scan.rules.stepCount;
    if (this.#reached[place] === 0) this.#met.push(place);
    this.#reached[place] = k + 1;
    this.#outAt[place] = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= k; i += 1) this.#times[row + i] = this.#rows[row + i] as number;
  }
}
