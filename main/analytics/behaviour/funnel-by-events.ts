import { type FunnelCounts, FunnelTally } from '../funnel/tally.ts';
import { hasBit } from '../sequence/view.ts';
import type { FunnelWalk, Pass } from './funnel-walk.ts';
import { cut, type Having, type Labels, maxValues, topValues } from './labels.ts';
import type { Results } from './task.ts';

/** One value among the people of a share. */
interface ValuePart {
  value: string[];
  /** Events of everybody with it. */
  size: number;
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
    const having = this.#labels.having(values, walk.world.share);
    return {
      values: values.map((value, place) => {
        const pass = this.#passOf(value, having[place] as Having);
        const tally = new FunnelTally(walk.required.length);
        walk.scan({ steps: walk.required, ...pass, wantsEvents: false }, (_person, outcome) => tally.add(outcome));
        return {
          ...{ value: this.#labels.value(value), size: counts.get(value) ?? 0, main: tally.read() },
          optional: walk.optional(pass).map((one) => one?.read() ?? null),
        };
      }),
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
  const counts = new Map<number, number>();
  const wanted = breakdown?.attribution === 'step' ? walk.required.indexOf(breakdown.step) : null;
  let withoutStep = 0;
  walk.eachRequiredEvents((person, eventAt, events) => {
    let served = 0;
    for (let i = 0; i < events.to; i += 1) {
      const mask = events.stepMasks[i] as number;
      if (wanted === null ? mask === 0 : ((mask >>> wanted) & 1) === 0) continue;
      served += 1;
      const value = labels.of(eventAt[i] as number, person);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (served === 0) withoutStep += 1;
  });
  if (withoutStep > 0) counts.set(0, (counts.get(0) ?? 0) + withoutStep);
  return counts;
}
