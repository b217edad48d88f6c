import { eachEntered } from '../funnel/entered-events.ts';
import type { FunnelOutcome } from '../funnel/rules.ts';
import { scanByServed } from '../funnel/served-scan.ts';
import { type FunnelCounts, FunnelTally } from '../funnel/tally.ts';
import { type PlacesOf, scanByValue } from '../funnel/value-scan.ts';
import { type EventBits, hasBit } from '../sequence/view.ts';
import type { FunnelWalk, Pass } from './funnel-walk.ts';
import { cut, type Labels } from './labels.ts';
import type { Rounds } from './run.ts';
import type { Results } from './task.ts';
import { ValueCounts } from './value-counts.ts';

/** One value among the people of a share. */
interface ValuePart {
  value: string[];
  main: FunnelCounts;
  optional: (FunnelCounts | null)[];
}
/** The same values in the same order in every part: those met most often first. */
export interface ValueParts {
  values: ValuePart[];
  /** Values there are, shown or not. */
  valueCount: number;
}

/**
 * FN9 where every value has a funnel of its own: of its events only (`all_events`), or one in which only events with it
 * serve one step (`step`). All shares count their events first and agree on the values that are shown; only these are
 * walked.
 */
export class FunnelByValue {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels;
  /** The step in question; null = all of them. */
  readonly #step: number | null;

  constructor(walk: FunnelWalk, labels: Labels) {
    const { breakdown } = walk.task;
    this.#walk = walk;
    this.#labels = labels;
    this.#step = breakdown?.attribution === 'step' ? breakdown.step : null;
  }

  /** @param onAll told everybody's outcome in the funnel of all values: of the required steps (null), or up to an optional one */
  *part(onAll: (step: number | null, outcome: FunnelOutcome) => void): Rounds<ValueParts> {
    const walk = this.#walk;
    const { values, total } = yield* this.#labels.largestOfAll(this.#counts());
    const talliesOf = this.#scanner(values);
    // The required steps first: they tell who came to the step with which value.
    const main = talliesOf(walk.required, (outcome) => onAll(null, outcome));
    const optional = walk.task.steps.map((_, step) =>
      walk.isOptional(step) ? talliesOf(walk.stepsUpTo(step), (outcome) => onAll(step, outcome)) : null,
    );
    return {
      values: values.map((value, place) => ({
        ...{ value: this.#labels.value(value), main: (main[place] as FunnelTally).read() },
        optional: optional.map((tallies) => tallies?.[place]?.read() ?? null),
      })),
      valueCount: total,
    };
  }

  table(parts: readonly ValueParts[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
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
    const { events, people } = this.#having(value);
    const isMet = (person: number): boolean => hasBit(people, person);
    const step = this.#step;
    if (step === null) return { only: events, includes: isMet };
    const served = this.#walk.peopleServed(step, events, isMet);
    // Who never came to the step has no value.
    const reached = value === 0 ? this.#walk.peopleServed(step, null) : null;
    return {
      narrowed: { step, bits: events },
      includes: (person) => served.has(person) || (reached !== null && !reached.has(person)),
    };
  }

  /** How many events that serve the step in question (or any) each value has, of everybody of the share who enters. */
  #counts(): ValueCounts {
    const walk = this.#walk;
    const counts = new ValueCounts();
    const served = this.#step === null ? null : walk.required.indexOf(this.#step);
    let values = new Int32Array(1024);
    eachEntered(walk.world.view, walk.scanOf({ steps: walk.required }), served, (person, at, count) => {
      if (count > values.length) values = new Int32Array(count * 2);
      this.#labels.read(at, count, person, values);
      for (let j = 0; j < count; j += 1) counts.add(values[j] as number);
      // Who never came to the step has no value.
      if (count === 0) counts.add(0);
    });
    return counts;
  }

  /** Walks funnels of some steps, one tally a value. */
  #scanner(
    values: readonly number[],
  ): (steps: readonly number[], onAll: (outcome: FunnelOutcome) => void) => FunnelTally[] {
    const walk = this.#walk;
    const labels = this.#labels;
    const places = new Int32Array(values.reduce((most, value) => Math.max(most, value), 0) + 1).fill(-1);
    values.forEach((value, place) => {
      places[value] = place;
    });
    const placesOf: PlacesOf = (at, count, person, found) => {
      labels.read(at, count, person, found);
      for (let j = 0; j < count; j += 1) {
        const value = found[j] as number;
        // A value that no counted event has is not among them.
        found[j] = value < places.length ? (places[value] as number) : -1;
      }
    };
    const served = values.map(() => new Uint32Array((walk.world.view.people >>> 5) + 1));
    return (steps, onAll) => {
      const tallies = values.map(() => new FunnelTally(steps.length));
      const add = (place: number, outcome: FunnelOutcome): void => {
        if (!outcome.isExcluded) tallies[place]?.add(outcome);
      };
      const scan = { ...walk.scanOf({ steps }), placeCount: values.length, placesOf, onAll };
      if (this.#step === null) {
        scanByValue(walk.world.view, scan, add);
      } else {
        const more = { step: steps.indexOf(this.#step), served, withoutStep: places[0] ?? -1 };
        scanByServed(walk.world.view, { ...scan, ...more }, add);
      }
      return tallies;
    };
  }

  /** Where a value is met among the people of the share. */
  #having(value: number): { events: EventBits; people: EventBits } {
    const { view, share } = this.#walk.world;
    const events = new Uint32Array((view.times.length >>> 5) + 1);
    const people = new Uint32Array((view.people >>> 5) + 1);
    for (let person = share.from; person < share.to; person += 1) {
      const next = view.offsets[person + 1] as number;
      for (let i = view.offsets[person] as number; i < next; i += 1) {
        if (this.#labels.of(i, person) !== value) continue;
        events[i >>> 5] = (events[i >>> 5] as number) | (1 << (i & 31));
        people[person >>> 5] = (people[person >>> 5] as number) | (1 << (person & 31));
      }
    }
    return { events, people };
  }
}
