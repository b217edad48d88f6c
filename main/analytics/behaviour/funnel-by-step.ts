import type { FunnelOutcome } from '../funnel/rules.ts';
import { type FunnelCounts, FunnelTally } from '../funnel/tally.ts';
import { scanByServed } from '../funnel/value-scan.ts';
import { hasBit } from '../sequence/view.ts';
import type { FunnelWalk, Pass } from './funnel-walk.ts';
import { cut, type Having, type Labels } from './labels.ts';
import type { Results } from './task.ts';
import { valuesOfEvents } from './value-counts.ts';

/** One value among the people of a share. */
interface ValuePart {
  value: string[];
  main: FunnelCounts;
  optional: (FunnelCounts | null)[];
}
export interface StepPart {
  values: ValuePart[];
  /** Values there are, shown or not. */
  valueCount: number;
}

/**
 * FN9 where every value has a funnel of its own in which only events with it serve one step (`step`). Every share counts
 * everybody's events first, and so finds the same values: walking all of them would have no end.
 */
export class FunnelByStep {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels;

  constructor(walk: FunnelWalk, labels: Labels) {
    this.#walk = walk;
    this.#labels = labels;
  }

  part(): StepPart {
    const walk = this.#walk;
    const counts = valuesOfEvents(walk, this.#labels);
    const values = this.#labels.largest(counts);
    const places = new Int32Array(values.reduce((most, value) => Math.max(most, value), 0) + 1).fill(-1);
    values.forEach((value, place) => {
      places[value] = place;
    });
    // A value that no counted event has is not among them.
    const placeOf = (event: number, person: number): number => places[this.#labels.of(event, person)] ?? -1;
    const served = values.map(() => new Uint32Array((walk.world.view.people >>> 5) + 1));
    /** One tally a value, of a funnel of these steps. */
    const talliesOf = (steps: readonly number[]): FunnelTally[] => {
      const tallies = values.map(() => new FunnelTally(steps.length));
      const add = (place: number, outcome: FunnelOutcome): void => tallies[place]?.add(outcome);
      const scan = { ...walk.scanOf({ steps }), placeOf };
      const step = steps.indexOf(walk.task.breakdown?.step ?? -1);
      scanByServed(walk.world.view, { ...scan, step, served, withoutStep: places[0] ?? -1 }, add);
      return tallies;
    };
    // The required steps first: they tell who came to the step with which value.
    const main = talliesOf(walk.required);
    const optional = walk.task.steps.map((_, step) => (walk.isOptional(step) ? talliesOf(walk.stepsUpTo(step)) : null));
    return {
      values: values.map((value, place) => ({
        ...{ value: this.#labels.value(value), main: (main[place] as FunnelTally).read() },
        optional: optional.map((tallies) => tallies?.[place]?.read() ?? null),
      })),
      valueCount: counts.size,
    };
  }

  /** All parts have the same values in the same order: those met most often first. */
  table(parts: readonly StepPart[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
    const [first] = parts;
    if (!first) return { breakdown: [] };
    const breakdown = first.values.map(({ value }, place) => {
      const main = new FunnelTally(this.#walk.required.length);
      const optional = this.#walk.optionalTallies();
      for (const { values } of parts) {
        const one = values[place] as ValuePart;
        main.merge(one.main);
        one.optional.forEach((counts, step) => {
          if (counts) optional[step]?.merge(counts);
        });
      }
      return { value, steps: this.#walk.stepsOf(main, optional) };
    });
    return { breakdown, ...cut(breakdown.length, first.valueCount) };
  }

  /** The pass of one value's funnel. */
  passOf(value: number): Omit<Pass, 'steps'> {
    const [having] = this.#labels.having([value], this.#walk.world.share);
    return this.#passOf(value, having as Having);
  }

  #passOf(value: number, { events, people }: Having): Omit<Pass, 'steps'> {
    const step = this.#walk.task.breakdown?.step ?? -1;
    const isMet = (person: number): boolean => hasBit(people, person);
    const served = this.#walk.peopleServed(step, events, isMet);
    // Who never came to the step has no value.
    const reached = value === 0 ? this.#walk.peopleServed(step, null) : null;
    return {
      narrowed: { step, bits: events },
      includes: (person) => served.has(person) || (reached !== null && !reached.has(person)),
    };
  }
}
