import type { FunnelWalk } from './funnel-walk.ts';
import type { Labels } from './labels.ts';

/** Counts by number of a value. */
export class ValueCounts {
  #counts = new Float64Array(1024);

  add(value: number): void {
    if (value >= this.#counts.length) {
      const wider = new Float64Array(Math.max(value + 1, this.#counts.length * 2));
      wider.set(this.#counts);
      this.#counts = wider;
    }
    this.#counts[value] = (this.#counts[value] as number) + 1;
  }

  /** By number; those behind the end have none. */
  read(): Float64Array {
    return this.#counts;
  }
}

/** How many events that serve the step in question (or any) each value has, of everybody who enters. */
export function valuesOfEvents(walk: FunnelWalk, labels: Labels): Map<number, number> {
  const { breakdown } = walk.task;
  const counts = new ValueCounts();
  const wanted = breakdown?.attribution === 'step' ? walk.required.indexOf(breakdown.step) : null;
  const served = wanted === null ? 2 ** walk.required.length - 1 : (1 << wanted) >>> 0;
  walk.eachRequiredEvents(served, (person, at, count) => {
    for (let i = 0; i < count; i += 1) counts.add(labels.of(at[i] as number, person));
    // Who never came to the step has no value.
    if (count === 0) counts.add(0);
  });
  const found = new Map<number, number>();
  counts.read().forEach((count, value) => {
    if (count > 0) found.set(value, count);
  });
  return found;
}
