import type { FunnelOutcome } from '../funnel/rules.ts';
import type { FunnelTally } from '../funnel/tally.ts';
import { GrowingArray } from '../numeric/growing-array.ts';

/** Outcomes as three lists of numbers, which change hands between threads whatever the number of values. */
export interface OutcomeList {
  /** Number of the person's value, and steps reached. */
  values: Float64Array;
  reached: Float64Array;
  /** One after the other, as many as steps reached less one: milliseconds from the step before. */
  durations: Float64Array;
}

/** Gathers outcomes of people with a value. */
export class OutcomeRows {
  readonly #values = new GrowingArray();
  readonly #reached = new GrowingArray();
  readonly #durations = new GrowingArray();

  add(value: number, { reached, times }: FunnelOutcome): void {
    this.#values.push(value);
    this.#reached.push(reached);
    for (let step = 1; step < reached; step += 1)
      this.#durations.push((times[step] as number) - (times[step - 1] as number));
  }

  /** Views of what is there; they go stale with the next person. */
  read(): OutcomeList {
    return { values: this.#values.view(), reached: this.#reached.view(), durations: this.#durations.view() };
  }
}

/** Adds outcomes to the tallies of their values; values without one are passed over. */
export function tallyOutcomes(
  { values, reached, durations }: OutcomeList,
  tallyOf: (value: number) => FunnelTally | undefined,
): void {
  let at = 0;
  for (let row = 0; row < values.length; row += 1) {
    const steps = reached[row] as number;
    tallyOf(values[row] as number)?.addDurations(steps, durations, at);
    at += Math.max(0, steps - 1);
  }
}
