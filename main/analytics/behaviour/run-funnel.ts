import { periodIndex } from '../calendar.ts';
import type { FunnelOutcome } from '../funnel/rules.ts';
import { ConversionTimeTally, type FunnelCounts, FunnelTally, type TrendCounts, TrendTally } from '../funnel/tally.ts';
import { FunnelByEvents } from './funnel-by-events.ts';
import { FunnelByPerson } from './funnel-by-person.ts';
import { FunnelByStep, type StepPart } from './funnel-by-step.ts';
import { FunnelWalk, type Pass } from './funnel-walk.ts';
import type { Labels } from './labels.ts';
import type { OutcomePart } from './outcome-table.ts';
import type { Run } from './run.ts';
import type { FunnelTask, Results } from './task.ts';
import { valuesOfEvents } from './value-counts.ts';
import type { World } from './world.ts';

interface Part {
  main: FunnelCounts;
  /** By step; null for a required one. */
  optional: (FunnelCounts | null)[];
  byValue: OutcomePart | null;
  byStep: StepPart | null;
  trend: TrendCounts | null;
  times: Float64Array | null;
}

/** Funnel figures of a task, or the people of its cell. */
export class FunnelRun implements Run<Part, Results['funnel']> {
  readonly #walk: FunnelWalk;
  readonly #labels: Labels | null;
  readonly #byPerson: FunnelByPerson | null;
  readonly #byEvents: FunnelByEvents | null;
  readonly #byStep: FunnelByStep | null;

  constructor(world: World, task: FunnelTask) {
    this.#walk = new FunnelWalk(world, task);
    this.#labels = task.breakdown ? world.labels(task.breakdown.properties) : null;
    const { attribution } = task.breakdown ?? {};
    const labels = this.#labels;
    this.#byEvents = labels && attribution === 'all_events' ? new FunnelByEvents(this.#walk, labels) : null;
    this.#byStep = labels && attribution === 'step' ? new FunnelByStep(this.#walk, labels) : null;
    this.#byPerson = labels && !this.#byEvents && !this.#byStep ? new FunnelByPerson(this.#walk, labels) : null;
  }

  part(): Part {
    const walk = this.#walk;
    const byPerson = this.#byPerson;
    const { main, trend, times } = this.#tallies();
    const pass = { steps: walk.required, wantsEvents: false };
    walk.scan(pass, (person, outcome) => {
      main.add(outcome);
      trend?.add(outcome);
      times?.add(outcome);
      byPerson?.add(person, outcome);
    });
    return {
      main: main.read(),
      optional: walk.optional({}).map((tally) => tally?.read() ?? null),
      byValue: (byPerson ?? this.#byEvents)?.part() ?? null,
      byStep: this.#byStep?.part() ?? null,
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

  people(): Uint32Array {
    const { world, task } = this.#walk;
    const { cell } = task;
    if (!cell) return new Uint32Array(0);
    const wanted = cell.breakdown && this.#labels ? this.#valueNumber(this.#labels, cell.breakdown) : undefined;
    if (wanted === null) return new Uint32Array(0);
    const isOptional = this.#walk.isOptional(cell.step);
    const byPerson = wanted === undefined ? null : this.#byPerson;
    // An optional step is the end of a funnel of its own, but whose value is whose is told by the required steps.
    const ofValue = isOptional && wanted !== undefined ? (byPerson?.peopleOf(wanted) ?? null) : null;
    const pass: Pass = {
      steps: isOptional ? this.#walk.stepsUpTo(cell.step) : this.#walk.required,
      ...(wanted === undefined ? {} : (this.#byEvents ?? this.#byStep)?.passOf(wanted)),
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
    const persons = cell.bin === undefined ? found : inBin(found, times, cell.bin, task.bins);
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
    const byValue = this.#byPerson ?? this.#byEvents;
    if (byValue) return byValue.table(given(parts.map((part) => part.byValue)));
    return this.#byStep?.table(given(parts.map((part) => part.byStep))) ?? { breakdown: [] };
  }

  #valueNumber(labels: Labels, texts: readonly string[]): number | null {
    // Numbers are given out as values are met.
    valuesOfEvents(this.#walk, labels);
    return labels.find(texts);
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

/** Of people who came through, those whose time lies in a bin: they and their times are in the same order. */
function inBin(
  people: readonly number[],
  times: ConversionTimeTally,
  bin: number,
  asked: FunnelTask['bins'],
): number[] {
  const durations = times.read();
  const { binOf } = times.bins(asked);
  return people.filter((_, i) => binOf(durations[i] as number) === bin);
}
