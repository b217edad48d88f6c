import type { FunnelOutcome } from '../funnel/rules.ts';
import { type FunnelCounts, FunnelTally } from '../funnel/tally.ts';
import { scanByServed, scanByValue } from '../funnel/value-scan.ts';
import { hasBit } from '../sequence/view.ts';
import type { FunnelWalk, Pass } from './funnel-walk.ts';
import { cut, type Having, type Labels, maxValues, topValues } from './labels.ts';
import type { Results } from './task.ts';

/** One value among the people of a share. */
interface ValuePart {
  value: string[];
  main: FunnelCounts;
  optional: (FunnelCounts | null)[];
}
export interface EventsPart {
  values: ValuePart[];
  /** Values there are, shown or not. */
  valueCount: number;
}

/**
 * FN9 where every value has a funnel of its own, of its events only (`all_events`) or with only these serving one step
 * (`step`). Every share counts everybody's events, and so finds the same values.
 */
export class FunnelByEvents {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels;

  constructor(walk: FunnelWalk, labels: Labels) {
    this.#walk = walk;
    this.#labels = labels;
  }

  part(): EventsPart {
    const walk = this.#walk;
    const counts = valuesOfEvents(walk, this.#labels);
    const values = topValues(counts, maxValues);
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
      const scan = { ...walk.scanOf({ steps }), places: values.length, placeOf };
      const { breakdown } = walk.task;
      if (breakdown?.attribution !== 'step') scanByValue(walk.world.view, scan, add);
      else {
        const step = steps.indexOf(breakdown.step);
        scanByServed(walk.world.view, { ...scan, step, served, withoutStep: places[0] ?? -1 }, add);
      }
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
  table(parts: readonly EventsPart[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
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
    const { breakdown } = this.#walk.task;
    const isMet = (person: number): boolean => hasBit(people, person);
    if (breakdown?.attribution !== 'step') return { only: events, includes: isMet };
    const served = this.#walk.peopleServed(breakdown.step, events, isMet);
    // Who never came to the step has no value.
    const reached = value === 0 ? this.#walk.peopleServed(breakdown.step, null) : null;
    return {
      narrowed: { step: breakdown.step, bits: events },
      includes: (person) => served.has(person) || (reached !== null && !reached.has(person)),
    };
  }
}

/** How many events that serve the step in question (or any) have each value. */
export function valuesOfEvents(walk: FunnelWalk, labels: Labels): Map<number, number> {
  const { breakdown } = walk.task;
  let counts = new Float64Array(1024);
  const wanted = breakdown?.attribution === 'step' ? walk.required.indexOf(breakdown.step) : null;
  const served = wanted === null ? 2 ** walk.required.length - 1 : (1 << wanted) >>> 0;
  walk.eachRequiredEvents((person, eventAt, events) => {
    let isServed = false;
    for (let i = 0; i < events.to; i += 1) {
      if (((events.stepMasks[i] as number) & served) === 0) continue;
      isServed = true;
      const value = labels.of(eventAt[i] as number, person);
      if (value >= counts.length) counts = grown(counts, value);
      counts[value] = (counts[value] as number) + 1;
    }
    if (!isServed) counts[0] = (counts[0] as number) + 1;
  });
  const found = new Map<number, number>();
  counts.forEach((count, value) => {
    if (count > 0) found.set(value, count);
  });
  return found;
}

function grown(counts: Float64Array<ArrayBuffer>, value: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.max(value + 1, counts.length * 2));
  wider.set(counts);
  return wider;
}
