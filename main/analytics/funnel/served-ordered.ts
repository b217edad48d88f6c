import type { SequenceView } from '../sequence/view.ts';
import { type FunnelOutcome, newOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { OnValue, ServedEvents, ServedStep } from './served-walk.ts';
import { stepLimits } from './step-limits.ts';
import { isInStepOrder } from './step-walks.ts';

const NONE = Number.NEGATIVE_INFINITY;

/**
 * Ordered funnels of all values of which each has its own events at one step, on one way through the events (FN9,
 * `step`): up to that step the chains are the same for all; behind it an event goes on with the chains that wait for it,
 * and each waits once only. The rules are those of `orderedWalk`; exclusions are passed over.
 */
export class ServedOrdered {
  readonly #view: SequenceView;
  readonly #scan: FunnelScan;
  readonly #numbers: Uint8Array;
  readonly #step: number;
  readonly #limits: Float64Array | null;
  readonly #windowMs: number;
  /** Before the step: by step the start of its best chain, and its times. */
  readonly #startOf: Float64Array;
  readonly #rows: Float64Array;
  readonly #before: FunnelOutcome;
  /** The same by value, from the step on. */
  #starts = new Float64Array(0);
  #valueRows = new Float64Array(0);
  #reached = new Uint8Array(0);
  #times = new Float64Array(0);
  /** By value: bit k = it is among those that wait behind step k. */
  #waits = new Uint32Array(0);
  readonly #waiting: number[][];
  readonly #outcome: FunnelOutcome;

  constructor(view: SequenceView, scan: FunnelScan, { numbers, step }: ServedStep) {
    const n = scan.rules.stepCount;
    this.#view = view;
    this.#scan = scan;
    this.#numbers = numbers;
    this.#step = step;
    this.#limits = stepLimits(scan.rules);
    this.#windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
    this.#startOf = new Float64Array(n);
    this.#rows = new Float64Array(n * n);
    this.#before = newOutcome(n);
    this.#waiting = Array.from({ length: n }, () => []);
    this.#outcome = newOutcome(n);
  }

  /** @returns false where events at one instant do not stand in the order of their steps */
  walk({ at, count, valueAt, values }: ServedEvents, take: OnValue): boolean {
    const { times, names } = this.#view;
    if (!isInStepOrder(this.#view, this.#numbers, at, count)) return false;
    const step = this.#step;
    this.#begin(values);
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const k = this.#numbers[names[event] as number] as number;
      if (k >= this.#startOf.length) continue;
      const time = times[event] as number;
      if (k < step) this.#advance(k, time);
      else if (k > step) this.#goOn(k, time);
      else if ((valueAt[j] as number) >= 0) this.#enter(valueAt[j] as number, time);
    }
    const outcome = this.#outcome;
    const n = this.#startOf.length;
    for (let value = 0; value < values; value += 1) {
      const own = this.#reached[value] as number;
      outcome.reached = own > 0 ? own : this.#before.reached;
      const from = value * n;
      for (let k = 0; k < outcome.reached; k += 1)
        outcome.times[k] = own > 0 ? (this.#times[from + k] as number) : (this.#before.times[k] as number);
      take(value, outcome);
    }
    return true;
  }

  #begin(values: number): void {
    const n = this.#startOf.length;
    if (values > this.#reached.length) {
      const room = values * 2;
      this.#starts = new Float64Array(room * n);
      this.#valueRows = new Float64Array(room * n * n);
      this.#reached = new Uint8Array(room);
      this.#times = new Float64Array(room * n);
      this.#waits = new Uint32Array(room);
    }
    // Most people have few values: filling by hand is quicker.
    for (let k = 0; k < n; k += 1) {
      this.#startOf[k] = NONE;
      (this.#waiting[k] as number[]).length = 0;
    }
    for (let i = 0; i < values * n; i += 1) this.#starts[i] = NONE;
    for (let value = 0; value < values; value += 1) {
      this.#reached[value] = 0;
      this.#waits[value] = 0;
    }
    this.#before.reached = 0;
  }

  /** An event of a step before the one in question. */
  #advance(k: number, time: number): void {
    const startOf = this.#startOf;
    const rows = this.#rows;
    const before = this.#before;
    const n = startOf.length;
    if (k === 0) {
      if (time > this.#scan.rules.lastEntryMs) return;
      startOf[0] = time;
      rows[0] = time;
    } else {
      const start = startOf[k - 1] as number;
      const row = k * n;
      if (!this.#isBetter(start, startOf[k] as number)) return;
      if (!this.#isInTime(start, k, time, rows[row - n + k - 1] as number)) return;
      startOf[k] = start;
      for (let i = 0; i < k; i += 1) rows[row + i] = rows[row - n + i] as number;
      rows[row + k] = time;
    }
    if (k < before.reached) return;
    before.reached = k + 1;
    for (let i = 0; i <= k; i += 1) before.times[i] = rows[k * n + i] as number;
  }

  /** An event of the step itself, with a value. */
  #enter(value: number, time: number): void {
    const step = this.#step;
    const n = this.#startOf.length;
    if (this.#reached[value] === n) return;
    let start = time;
    const row = (value * n + step) * n;
    if (step === 0) {
      if (time > this.#scan.rules.lastEntryMs) return;
    } else {
      start = this.#startOf[step - 1] as number;
      const from = (step - 1) * n;
      if (!this.#isBetter(start, this.#starts[value * n + step] as number)) return;
      if (!this.#isInTime(start, step, time, this.#rows[from + step - 1] as number)) return;
      for (let i = 0; i < step; i += 1) this.#valueRows[row + i] = this.#rows[from + i] as number;
    }
    this.#valueRows[row + step] = time;
    this.#stand(value, step, start);
  }

  /** An event of a later step: for the chains that wait for it. */
  #goOn(k: number, time: number): void {
    const n = this.#startOf.length;
    const list = this.#waiting[k - 1] as number[];
    const starts = this.#starts;
    const rows = this.#valueRows;
    const keepsAll = this.#limits !== null;
    let kept = 0;
    for (let i = 0; i < list.length; i += 1) {
      const value = list[i] as number;
      const start = starts[value * n + k - 1] as number;
      const row = (value * n + k) * n;
      const isDone = this.#reached[value] === n;
      const moves =
        !isDone &&
        this.#isBetter(start, starts[value * n + k] as number) &&
        this.#isInTime(start, k, time, rows[row - n + k - 1] as number);
      if (moves) {
        for (let m = 0; m < k; m += 1) rows[row + m] = rows[row - n + m] as number;
        rows[row + k] = time;
        this.#stand(value, k, start);
      }
      // With step windows a later event of this step may be the better one, as long as there is time.
      if (moves && keepsAll) {
        list[kept] = value;
        kept += 1;
      } else {
        this.#waits[value] = ((this.#waits[value] as number) & ~(1 << (k - 1))) >>> 0;
      }
    }
    list.length = kept;
  }

  /** A chain of a value has come to a step. */
  #stand(value: number, k: number, start: number): void {
    const n = this.#startOf.length;
    this.#starts[value * n + k] = start;
    if (k >= (this.#reached[value] as number)) {
      this.#reached[value] = k + 1;
      const row = (value * n + k) * n;
      for (let i = 0; i <= k; i += 1) this.#times[value * n + i] = this.#valueRows[row + i] as number;
    }
    if (k === n - 1 || (((this.#waits[value] as number) >>> k) & 1) === 1) return;
    this.#waits[value] = ((this.#waits[value] as number) | (1 << k)) >>> 0;
    (this.#waiting[k] as number[]).push(value);
  }

  /** Whether a chain from one start is to replace one from another at a step; with step windows, as it came there later. */
  #isBetter(start: number, known: number): boolean {
    return start > known || (this.#limits !== null && start === known && start !== NONE);
  }

  /** @param previous when the chain came to the step before k */
  #isInTime(start: number, k: number, time: number, previous: number): boolean {
    return time - start <= this.#windowMs && (this.#limits === null || time - previous <= (this.#limits[k] as number));
  }
}
