import { periodIndex } from '../calendar.ts';
import type { FunnelOutcome } from '../funnel/rules.ts';
import { ConversionTimeTally, type FunnelCounts, FunnelTally, type TrendCounts, TrendTally } from '../funnel/tally.ts';
import { FunnelByPerson } from './funnel-by-person.ts';
import { FunnelByValue, type ValueParts } from './funnel-by-value.ts';
import { FunnelWalk, type Pass } from './funnel-walk.ts';
import type { Labels } from './labels.ts';
import type { OutcomePart } from './outcome-table.ts';
import { type Rounds, type Run, together } from './run.ts';
import type { FunnelTask, Results } from './task.ts';
import type { World } from './world.ts';

interface Part {
  main: FunnelCounts;
  /** By step; null for a required one. */
  optional: (FunnelCounts | null)[];
  byPerson: OutcomePart | null;
  byValue: ValueParts | null;
  trend: TrendCounts | null;
  times: Float64Array | null;
}

/** Funnel figures of a task, or the people of its cell. */
export class FunnelRun implements Run<Part, Results['funnel']> {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels | null;
  readonly #byPerson: FunnelByPerson | null;
  readonly #byValue: FunnelByValue | null;

  constructor(world: World, task: FunnelTask) {
    this.#walk = new FunnelWalk(world, task);
    this.#labels = task.breakdown ? world.labels(task.breakdown.properties) : null;
    const { attribution } = task.breakdown ?? {};
    const isByValue = attribution === 'all_events' || attribution === 'step';
    this.#byValue = this.#labels && isByValue ? new FunnelByValue(this.#walk, this.#labels) : null;
    this.#byPerson = this.#labels && !isByValue ? new FunnelByPerson(this.#walk, this.#labels) : null;
  }

  *part(): Rounds<Part> {
    const walk = this.#walk;
    const { main, trend, times } = this.#tallies();
    const add = (outcome: FunnelOutcome): void => {
      main.add(outcome);
      trend?.add(outcome);
      times?.add(outcome);
    };
    const byPerson = this.#byPerson;
    const optional = this.#byValue ? walk.optionalTallies() : null;
    const byValue = this.#byValue
      ? yield* this.#byValue.part((step, outcome) => {
          if (step === null) add(outcome);
          else optional?.[step]?.add(outcome);
        })
      : null;
    if (!byValue)
      walk.scan({ steps: walk.required, wantsEvents: false }, (person, outcome) => {
        add(outcome);
        byPerson?.add(person, outcome);
      });
    return {
      main: main.read(),
      optional: (optional ?? walk.optional({})).map((tally) => tally?.read() ?? null),
      byPerson: byPerson?.part() ?? null,
      byValue,
      trend: trend?.read() ?? null,
      times: times?.read() ?? null,
    };
  }

  figures(parts: readonly Part[]): Results['funnel'] {
    const { main, trend, times } = this.#tallies();
    const optional = this.#walk.optionalTallies();
    for (const part of parts) {
      main.merge(part.main);
      part.optional.forEach((counts, step) => {
        if (counts) optional[step]?.merge(counts);
      });
      if (part.trend) trend?.merge(part.trend);
      if (part.times) times?.merge(part.times);
    }
    return {
      steps: this.#walk.stepsOf(main, optional),
      excluded: main.excluded(),
      ...this.#tableOf(parts),
      trend: trend?.points() ?? [],
      timeToConvert: times?.histogram(this.#walk.task.bins) ?? null,
    };
  }

  *people(): Rounds<Uint32Array> {
    const { world, task } = this.#walk;
    const { cell } = task;
    if (!cell) return new Uint32Array(0);
    const wanted = cell.breakdown && this.#labels ? this.#labels.find(cell.breakdown) : undefined;
    if (wanted === null) return new Uint32Array(0);
    const isOptional = this.#walk.isOptional(cell.step);
    const byPerson = wanted === undefined ? null : this.#byPerson;
    // An optional step is the end of a funnel of its own, but whose value is whose is told by the required steps.
    const ofValue = isOptional && wanted !== undefined ? (byPerson?.peopleOf(wanted) ?? null) : null;
    const pass: Pass = {
      steps: isOptional ? this.#walk.stepsUpTo(cell.step) : this.#walk.required,
      ...(wanted === undefined ? {} : this.#byValue?.passOf(wanted)),
      wantsEvents: false,
      ...(ofValue ? { includes: (person) => ofValue.has(person) } : {}),
    };
    const isIn = inCell(task, cell, pass.steps.indexOf(cell.step));
    const found: number[] = [];
    const times = new ConversionTimeTally(pass.steps.indexOf(task.fromStep), pass.steps.indexOf(task.toStep));
    this.#walk.scan(pass, (person, outcome) => {
      if (!isIn(outcome)) return;
      if (byPerson && !ofValue && byPerson.valueOf(person) !== wanted) return;
      found.push(person);
      if (cell.bin !== undefined) times.add(outcome);
    });
    const persons = cell.bin === undefined ? found : yield* this.#inBin(found, times, cell.bin);
    return Uint32Array.from(persons, (person) => world.profileIds[person] as number);
  }

  #tallies(): { main: FunnelTally; trend: TrendTally | null; times: ConversionTimeTally | null } {
    const { required, task } = this.#walk;
    const { trendBounds, wantsTimes, fromStep, toStep } = task;
    const from = required.indexOf(fromStep);
    const to = required.indexOf(toStep);
    return {
      main: new FunnelTally(required.length),
      trend: trendBounds ? new TrendTally(trendBounds, from, to) : null,
      times: wantsTimes ? new ConversionTimeTally(from, to) : null,
    };
  }

  #tableOf(parts: readonly Part[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
    const given = <T>(list: (T | null)[]): T[] => list.filter((one) => one !== null);
    if (this.#byPerson) return this.#byPerson.table(given(parts.map((part) => part.byPerson)));
    return this.#byValue?.table(given(parts.map((part) => part.byValue))) ?? { breakdown: [] };
  }

  /**
   * Of people who came through, those whose time lies in a bin: they and their times are in the same order. Which bins
   * there are depends on everybody's times.
   */
  *#inBin(people: readonly number[], times: ConversionTimeTally, bin: number): Rounds<number[]> {
    const { task } = this.#walk;
    const durations = times.read().slice();
    const all = new ConversionTimeTally(0, 0);
    for (const part of yield* together(durations)) all.merge(part);
    const { binOf } = all.bins(task.bins);
    return people.filter((_, i) => binOf(durations[i] as number) === bin);
  }
}

function inCell(
  { trendBounds }: FunnelTask,
  { state, period }: NonNullable<FunnelTask['cell']>,
  position: number,
): (outcome: FunnelOutcome) => boolean {
  return ({ reached, isExcluded, times }) => {
    if (state === 'excluded' ? !isExcluded : isExcluded) return false;
    if (state === 'reached' && reached <= position) return false;
    if (state === 'dropped' && reached !== position) return false;
    if (period === undefined || !trendBounds) return true;
    return !isExcluded && periodIndex(trendBounds, times[0] as number) === period;
  };
}
