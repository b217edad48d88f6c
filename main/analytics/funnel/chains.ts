import { StepMatching } from './matching.ts';
import type { FunnelOutcome, FunnelRules } from './rules.ts';

/** No chain has reached this step yet. */
const NONE = Number.NEGATIVE_INFINITY;

/**
 * The chains that matter of one person, walked through in time order: per step the one with the latest start, because
 * it has the most window left and so reaches whatever any other could (among equal starts the one that got there
 * first, FN3; with step windows the one that got there last).
 *
 * `startOf[k]` is the start of the best chain whose last step is k; its times and events lie in row k.
 */
export class ChainTable {
  readonly stepCount: number;
  readonly startOf: Float64Array;
  private readonly times: Float64Array;
  private readonly events: Int32Array;
  private readonly oldStarts: Float64Array;
  private readonly oldTimes: Float64Array;
  private readonly oldEvents: Int32Array;
  private readonly matching: StepMatching;
  private readonly rules: FunnelRules;
  private readonly windowMs: number;
  private goal = -1;
  private readonly hasStepWindows: boolean;

  constructor(rules: FunnelRules) {
    const n = rules.stepCount;
    this.rules = rules;
    this.stepCount = n;
    this.startOf = new Float64Array(n).fill(NONE);
    this.times = new Float64Array(n * n);
    this.events = new Int32Array(n * n);
    this.oldStarts = new Float64Array(n);
    this.oldTimes = new Float64Array(n * n);
    this.oldEvents = new Int32Array(n * n);
    this.matching = new StepMatching(n);
    this.windowMs = rules.windowMs ?? Number.POSITIVE_INFINITY;
    this.hasStepWindows = rules.stepWindowsMs.some((limit) => limit !== null && limit !== undefined);
  }

  /** Starts over. At the step `goal`, from which nothing goes on, the chain that got there first stays. */
  clear(goal = -1): void {
    this.startOf.fill(NONE);
    this.goal = goal;
  }

  /**
   * Lets one event alone at its instant serve every chain that waits for it.
   *
   * @param stays bit k: a chain that stands at step k may go on standing there
   * @param moves bit k: a chain may go on to step k
   */
  advanceByOne(time: number, mask: number, event: number, mayStart: boolean, stays = -1, moves = -1): void {
    // From the last step down, so that the event serves one step of a chain only.
    for (let step = this.stepCount - 1; step > 0; step -= 1) {
      if (((stays >>> step) & 1) === 0) this.startOf[step] = NONE;
      if (((mask >>> step) & (moves >>> step) & 1) === 0) continue;
      const start = this.startOf[step - 1] as number;
      if (start === NONE || time - start > this.windowMs || !this.isInStepWindow(this.times, step, time)) continue;
      if (!this.isBetter(step, start, time)) continue;
      this.copyRow(this.times, this.events, step - 1, step);
      this.place(step, start, time, event);
    }
    if ((stays & 1) === 0) this.startOf[0] = NONE;
    if ((mask & 1) === 1 && mayStart && this.isBetter(0, time, time)) this.place(0, time, time, event);
  }

  /**
   * Lets all events of one instant serve the chains, in whatever order is best (FN6).
   *
   * @param canStay whether a chain that stood at a step before may go on standing there
   * @param canMove whether a chain may go from a step (-1 = not begun) to another at this instant
   */
  advanceByGroup(
    time: number,
    group: { masks: Uint32Array; first: number; count: number },
    mayStart: boolean,
    canStay: (step: number, start: number) => boolean,
    canMove: (from: number, to: number, start: number) => boolean,
  ): void {
    this.oldStarts.set(this.startOf);
    this.oldTimes.set(this.times);
    this.oldEvents.set(this.events);
    for (let step = 0; step < this.stepCount; step += 1) {
      if (!canStay(step, this.oldStarts[step] as number)) this.startOf[step] = NONE;
    }
    const least = mayStart ? -1 : 0;
    const count = this.stepCount - 1 - least;
    for (let i = 0; i < count; i += 1) {
      // Of equal starts the first one stays: with the earliest middle steps (FN3), or with step windows the latest.
      const from = this.hasStepWindows ? least + i : this.stepCount - 2 - i;
      const start = from < 0 ? time : (this.oldStarts[from] as number);
      if (start === NONE || time - start > this.windowMs) continue;
      if (from >= 0 && !this.isInStepWindow(this.oldTimes, from + 1, time)) continue;
      this.extend(from, start, time, group, canMove);
    }
  }

  /** Copies the chain that ends in `step` into the outcome. */
  read(step: number, outcome: FunnelOutcome): void {
    const row = step * this.stepCount;
    for (let k = 0; k <= step; k += 1) {
      outcome.times[k] = this.times[row + k] as number;
      outcome.events[k] = this.events[row + k] as number;
    }
    outcome.reached = step + 1;
  }

  /** Whether a chain stands at any step. */
  isAlive(): boolean {
    for (let step = 0; step < this.stepCount; step += 1) if (this.startOf[step] !== NONE) return true;
    return false;
  }

  /** Time at which the best chain of a step got there. */
  arrivalAt(step: number): number {
    return this.times[step * this.stepCount + step] as number;
  }

  private extend(
    from: number,
    start: number,
    time: number,
    group: { masks: Uint32Array; first: number; count: number },
    canMove: (from: number, to: number, start: number) => boolean,
  ): void {
    this.matching.reset(group.masks, group.first, group.count);
    for (let to = from + 1; to < this.stepCount && this.matching.add(to); to += 1) {
      if (!canMove(from, to, start) || !this.isBetter(to, start, time)) continue;
      const row = to * this.stepCount;
      for (let k = 0; k <= from; k += 1) {
        this.times[row + k] = this.oldTimes[from * this.stepCount + k] as number;
        this.events[row + k] = this.oldEvents[from * this.stepCount + k] as number;
      }
      for (let k = from + 1; k <= to; k += 1) {
        this.times[row + k] = time;
        this.events[row + k] = this.matching.eventOf(k);
      }
      this.startOf[to] = start;
    }
  }

  private isBetter(step: number, start: number, time: number): boolean {
    const known = this.startOf[step] as number;
    if (start !== known || !this.hasStepWindows) return start > known;
    return step !== this.goal && this.arrivalAt(step) < time;
  }

  private isInStepWindow(times: Float64Array, step: number, time: number): boolean {
    if (!this.hasStepWindows) return true;
    const limit = this.rules.stepWindowsMs[step];
    return (
      limit === null || limit === undefined || time - (times[(step - 1) * this.stepCount + step - 1] as number) <= limit
    );
  }

  private copyRow(times: Float64Array, events: Int32Array, from: number, to: number): void {
    for (let k = 0; k <= from; k += 1) {
      times[to * this.stepCount + k] = times[from * this.stepCount + k] as number;
      events[to * this.stepCount + k] = events[from * this.stepCount + k] as number;
    }
  }

  private place(step: number, start: number, time: number, event: number): void {
    this.startOf[step] = start;
    this.times[step * this.stepCount + step] = time;
    this.events[step * this.stepCount + step] = event;
  }
}
