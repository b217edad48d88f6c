import { FunnelTally } from '../funnel/tally.ts';
import type { FunnelWalk } from './funnel-walk.ts';
import { cut, type Labels } from './labels.ts';
import { type OutcomeList, tallyOutcomes } from './outcome-rows.ts';
import type { Results } from './task.ts';

/** Outcomes by value of the people of a share. */
export interface OutcomePart {
  /** By number of the value: what the values shown are chosen by. */
  sizes: Float64Array;
  main: OutcomeList;
  /** By step; null for a required one. */
  optional: (OutcomeList | null)[];
  /** What the numbers mean; null where every thread gives the same. */
  codes: Uint32Array | null;
}

/**
 * The values of all parts together, the largest first, equal ones by their texts: numbers depend on who met a value when.
 * The first part is of the thread of these labels.
 */
export function outcomeTable(
  walk: FunnelWalk,
  labels: Labels,
  parts: readonly OutcomePart[],
): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
  const numbers = parts.map(({ codes }, i) => (codes && i > 0 ? labels.numbersOf(codes) : null));
  const own = (value: number, part: number): number => numbers[part]?.[value] ?? value;
  const sizes = new Map<number, number>();
  parts.forEach((part, i) => {
    part.sizes.forEach((size, value) => {
      if (size > 0) sizes.set(own(value, i), (sizes.get(own(value, i)) ?? 0) + size);
    });
  });
  const newTallies = () => ({ main: new FunnelTally(walk.required.length), optional: walk.optionalTallies() });
  const tallies = new Map(labels.largest(sizes).map((value) => [value, newTallies()]));
  parts.forEach(({ main, optional }, i) => {
    tallyOutcomes(main, (value) => tallies.get(own(value, i))?.main);
    optional.forEach((list, step) => {
      if (list) tallyOutcomes(list, (value) => tallies.get(own(value, i))?.optional[step] ?? undefined);
    });
  });
  const breakdown = [...tallies].map(([value, { main, optional }]) => ({
    value: labels.value(value),
    steps: walk.stepsOf(main, optional),
  }));
  return { breakdown, ...cut(breakdown.length, sizes.size) };
}
