import { isOver, retentionTable } from '../retention/table.ts';
import { type RetentionEvents, type RetentionSums, RetentionTally } from '../retention/tally.ts';
import { EventMasks } from '../sequence/view.ts';
import { cut, type Labels } from './labels.ts';
import type { Rounds, Run } from './run.ts';
import type { CohortResult, Results, RetentionTask } from './task.ts';
import { ValueCounts } from './value-counts.ts';
import type { World } from './world.ts';

interface Part extends Pick<Results['retention'], 'truncated'> {
  all: RetentionSums;
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
    const { rules, breakdown } = this.#task;
    const all = new RetentionTally(rules);
    const labels = breakdown && this.#world.labels(breakdown);
    const numbers = labels && this.#valueOfPeople(labels);
    const counts = new ValueCounts();
    for (const value of numbers ?? []) if (value >= 0) counts.add(value);
    const { values, total } = labels ? yield* labels.largestOfAll(counts) : { values: [], total: 0 };
    const tallies = new Map(values.map((value) => [value, new RetentionTally(rules)]));
    this.#eachPerson((person, events) => {
      all.add(events);
      if (numbers) tallies.get(numbers[person] as number)?.add(events);
    });
    return {
      all: all.sums(),
      values: [...tallies].map(([value, tally]) => ({ value: labels?.value(value) ?? [], sums: tally.sums() })),
      ...cut(values.length, total),
    };
  }

  figures(parts: readonly Part[]): Results['retention'] {
    const together = (sums: readonly RetentionSums[]): RetentionTally => {
      const tally = new RetentionTally(this.#task.rules);
      for (const one of sums) tally.merge(one);
      return tally;
    };
    const all = together(parts.map((part) => part.all));
    const { values = [], truncated } = parts[0] ?? {};
    const breakdown = values.map(({ value }, place) => ({
      value,
      cohorts: this.#tableOf(together(parts.flatMap((part) => part.values[place]?.sums ?? []))),
    }));
    return { cohorts: this.#tableOf(all), breakdown, ...(truncated ? { truncated } : {}) };
  }

  *people(): Rounds<Uint32Array> {
    const { cell, rules, asOfMs, breakdown } = this.#task;
    if (!cell) return new Uint32Array(0);
    const labels = cell.breakdown && breakdown ? this.#world.labels(breakdown) : null;
    const numbers = labels && this.#valueOfPeople(labels);
    const wanted = labels && cell.breakdown ? labels.find(cell.breakdown) : null;
    const found: number[] = [];
    let last = -1;
    const isIn = (cohort: number, column: number): boolean => {
      if (column !== cell.column) return false;
      // Everybody counts in the cohort's own column, even while it runs.
      return cell.cohort === null ? column < 0 || isOver(rules, cohort, column, asOfMs) : cohort === cell.cohort;
    };
    const tally = new RetentionTally(rules);
    this.#eachPerson((person, events) => {
      if (numbers && numbers[person] !== wanted) return;
      tally.add(events, (cohort, column) => {
        // Recurring cohorts share people.
        if (person === last || !isIn(cohort, column)) return;
        last = person;
        found.push(this.#world.profileIds[person] as number);
      });
    });
    return Uint32Array.from(found);
  }

  #tableOf(tally: RetentionTally): CohortResult[] {
    const { rules, asOfMs, columns } = this.#task;
    const count = rules.brackets?.length ?? columns;
    const byInterval = { ...rules, brackets: null };
    return retentionTable(rules, tally, asOfMs).map(({ start, size, counts, rates, incomplete, ...money }, cohort) => ({
      ...{ start, size },
      // Brackets come after the cohort's own interval, which leads every row.
      ...(rules.brackets
        ? {
            counts: [size, ...counts.slice(0, count)],
            rates: [size === 0 ? null : 1, ...rates.slice(0, count)],
            incomplete: [!isOver(byInterval, cohort, 0, asOfMs), ...incomplete.slice(0, count)],
          }
        : {
            counts: counts.slice(0, count),
            rates: rates.slice(0, count),
            incomplete: incomplete.slice(0, count),
          }),
      ...(this.#task.amounts
        ? {
            revenueMinor: money.amountsMinor.slice(0, columns),
            cumulativeRevenueMinor: money.cumulativeMinor.slice(0, columns),
          }
        : {}),
    }));
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

  #eachPerson(take: (person: number, events: RetentionEvents) => void): void {
    const { view, share } = this.#world;
    const { target, returning } = this.#task;
    const masks = new EventMasks(view.nameCount, [this.#world.matcher(target), this.#world.matcher(returning)]);
    const table = masks.byNameTable;
    const amountOf = this.#task.amounts ? this.#world.orderAmounts(this.#task.amounts) : null;
    let events: RetentionEvents = newEvents(1024, amountOf !== null);
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) this.#world.check();
      const first = view.offsets[person] as number;
      const next = view.offsets[person + 1] as number;
      if (next - first > events.times.length) events = newEvents((next - first) * 2, amountOf !== null);
      const allowed = masks.allowedFor(person);
      if (allowed === 0) continue;
      let count = 0;
      for (let i = first; i < next; i += 1) {
        let mask = ((table[view.names[i] as number] as number) & allowed) >>> 0;
        if (masks.needsFilter(mask)) mask = masks.refine(mask, i);
        const amount = amountOf ? amountOf(i) : 0;
        if (mask === 0 && amount === 0) continue;
        if (events.amountsMinor) events.amountsMinor[count] = amount;
        events.times[count] = view.times[i] as number;
        events.masks[count] = mask;
        count += 1;
      }
      if (count === 0) continue;
      events.to = count;
      take(person, events);
    }
  }
}

const newEvents = (capacity: number, hasAmounts: boolean): RetentionEvents => ({
  times: new Float64Array(capacity),
  masks: new Uint8Array(capacity),
  amountsMinor: hasAmounts ? new Float64Array(capacity) : null,
  from: 0,
  to: 0,
});
