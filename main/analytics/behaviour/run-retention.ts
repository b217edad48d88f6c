import { PersonIntervals } from '../retention/person-intervals.ts';
import { isOver } from '../retention/table.ts';
import { isInColumn, type RetentionSums, RetentionTally } from '../retention/tally.ts';
import { EventMasks } from '../sequence/view.ts';
import { cut, type Labels } from './labels.ts';
import type { Rounds, Run } from './run.ts';
import type { Results, RetentionTask } from './task.ts';
import { ValueCounts } from './value-counts.ts';
import type { World } from './world.ts';

interface Part extends Pick<Results['retention'], 'truncated'> {
  /** People whose value is not shown; without a breakdown all. */
  rest: RetentionSums;
  /** The same values in the same order in every part. */
  values: { value: string[]; sums: RetentionSums }[];
}

/** Retention figures of a task, or the people of its cell. */
export class RetentionRun implements Run<Part, Results['retention']> {
  readonly #world: World;
  readonly #task: RetentionTask;

  constructor(world: World, task: RetentionTask) {
    this.#world = world;
    this.#task = task;
  }

  *part(): Rounds<Part> {
    const { breakdown } = this.#task;
    const labels = breakdown && this.#world.labels(breakdown);
    const numbers = labels && this.#valueOfPeople(labels);
    const counts = new ValueCounts();
    for (const value of numbers ?? []) if (value >= 0) counts.add(value);
    const { values, total } = labels ? yield* labels.largestOfAll(counts) : { values: [], total: 0 };
    const tallies = new Map(values.map((value) => [value, this.#newTally()]));
    // Everybody is counted once: with the others of their value, or with all who have none that is shown.
    const rest = this.#newTally();
    this.#eachMember((person, intervals) => {
      (numbers ? (tallies.get(numbers[person] as number) ?? rest) : rest).add(intervals);
    });
    return {
      rest: rest.sums(),
      values: [...tallies].map(([value, tally]) => ({ value: labels?.value(value) ?? [], sums: tally.sums() })),
      ...cut(values.length, total),
    };
  }

  figures(parts: readonly Part[]): Results['retention'] {
    const all = this.#newTally();
    for (const { rest } of parts) all.merge(rest);
    const { values = [], truncated } = parts[0] ?? {};
    const breakdown = values.map(({ value }, place) => {
      const tally = this.#newTally();
      for (const part of parts) tally.merge((part.values[place] as Part['values'][number]).sums);
      all.merge(tally.sums());
      return { value, sums: tally.sums() };
    });
    return { all: all.sums(), breakdown, ...(truncated ? { truncated } : {}) };
  }

  *people(): Rounds<Uint32Array> {
    const { cell, rules, completeMs, breakdown } = this.#task;
    if (!cell) return new Uint32Array(0);
    const labels = cell.breakdown && breakdown ? this.#world.labels(breakdown) : null;
    const numbers = labels && this.#valueOfPeople(labels);
    const wanted = labels && cell.breakdown ? labels.find(cell.breakdown) : null;
    const { column } = cell;
    const found: number[] = [];
    this.#eachMember((person, intervals) => {
      if (numbers && numbers[person] !== wanted) return;
      for (let c = 0; c < intervals.cohortCount; c += 1) {
        const cohort = intervals.cohorts[c] as number;
        // Everybody counts in the cohort's own column, even while it runs.
        const isMeant =
          cell.cohort === null ? column < 0 || isOver(rules, cohort, column, completeMs) : cohort === cell.cohort;
        if (!isMeant || !isInColumn(rules, intervals, { cohort, column })) continue;
        found.push(this.#world.profileIds[person] as number);
        // Recurring cohorts share people.
        return;
      }
    });
    return Uint32Array.from(found);
  }

  #newTally(): RetentionTally {
    return new RetentionTally(this.#task.rules, this.#task.amounts !== null);
  }

  /**
   * The value of each person with a cohort: that of the event which made the cohort (the first of all for
   * `first_time`, the first in the range otherwise), or the person's own. -1 = in no cohort, or of another share.
   */
  #valueOfPeople(labels: Labels): Int32Array {
    const { view, share } = this.#world;
    const { bounds, cohorts, type } = this.#task.rules;
    const numbers = new Int32Array(view.people).fill(-1);
    const from = bounds[0] as number;
    const to = bounds[cohorts] as number;
    const masks = new EventMasks(view.nameCount, [this.#world.matcher(this.#task.target)]);
    const table = masks.byNameTable;
    const earliest = type === 'recurring' ? from : Number.NEGATIVE_INFINITY;
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const allowed = masks.allowedFor(person);
      if (allowed === 0) continue;
      const next = view.offsets[person + 1] as number;
      for (let i = view.offsets[person] as number; i < next; i += 1) {
        const mask = (table[view.names[i] as number] as number) & allowed;
        const time = view.times[i] as number;
        if (mask === 0 || time < earliest || (masks.needsFilter(mask) && masks.refine(mask, i) === 0)) continue;
        if (time >= from && time < to) numbers[person] = labels.of(i, person);
        break;
      }
    }
    return numbers;
  }

  /** Everybody of the share who is in a cohort. */
  #eachMember(take: (person: number, intervals: PersonIntervals) => void): void {
    const { view, share } = this.#world;
    const { target, returning, rules, amounts, daysIn } = this.#task;
    const intervals = new PersonIntervals(view, {
      ...{ rules, target: this.#world.matcher(target), returning: this.#world.matcher(returning) },
      amounts: amounts ? this.#world.orderAmounts(amounts) : null,
      days: () => (daysIn === null ? null : this.#world.days(daysIn)),
    });
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      if (intervals.read(person)) take(person, intervals);
    }
  }
}
