import type { SequenceView } from '../sequence/view.ts';
import type { FunnelOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';

/** A person's events parted into those that serve steps and those that rule out (FN7). */
export class ExcludingEvents {
  /** Those of steps, in order; behind `stepEvents` of them there is no meaning. */
  steps = new Uint32Array(1024);
  stepEvents = 0;
  #outs = new Uint32Array(1024);
  #outEvents = 0;
  readonly #view: SequenceView;
  readonly #scan: FunnelScan;
  readonly #numbers: Uint8Array;
  readonly #windowMs: number;

  /** @param numbers by name: a step, or the number of steps and an exclusion */
  constructor(view: SequenceView, scan: FunnelScan, numbers: Uint8Array) {
    this.#view = view;
    this.#scan = scan;
    this.#numbers = numbers;
    this.#windowMs = scan.rules.windowMs ?? Number.POSITIVE_INFINITY;
  }

  read(at: Uint32Array, count: number): void {
    if (count >= this.steps.length) {
      this.steps = new Uint32Array(count * 2);
      this.#outs = new Uint32Array(count * 2);
    }
    const { steps } = this;
    const { names } = this.#view;
    const { stepCount: n } = this.#scan.rules;
    const numbers = this.#numbers;
    const outs = this.#outs;
    let stepEvents = 0;
    let outEvents = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const isOut = (numbers[names[event] as number] as number) < n ? 0 : 1;
      steps[stepEvents] = event;
      outs[outEvents] = event;
      stepEvents += 1 - isOut;
      outEvents += isOut;
    }
    this.stepEvents = stepEvents;
    this.#outEvents = outEvents;
  }

  /** Whether none of the person's exclusions rules out the best chain of all. */
  isClean({ reached, times: reachedAt }: FunnelOutcome): boolean {
    const { times, names } = this.#view;
    const { rules, toMs } = this.#scan;
    const { stepCount: n, exclusions } = rules;
    const numbers = this.#numbers;
    const outs = this.#outs;
    for (let j = 0; j < this.#outEvents; j += 1) {
      const event = outs[j] as number;
      const exclusion = exclusions[(numbers[names[event] as number] as number) - n];
      if (!exclusion || reached <= exclusion.fromStep) continue;
      const time = times[event] as number;
      const { fromStep, toStep } = exclusion;
      const before = reached > toStep ? (reachedAt[toStep] as number) : (reachedAt[0] as number) + this.#windowMs;
      // Whoever stopped between the steps may be ruled out until the range or the window ends.
      if (time > (reachedAt[fromStep] as number) && time < before && time <= toMs) return false;
    }
    return true;
  }
}
