import { periodIndex } from '../calendar.ts';
import type { FunnelOutcome, FunnelRules, PersonEvents } from '../funnel/rules.ts';
import { scanFunnel } from '../funnel/scan.ts';
import {
  ConversionTimeTally,
  type FunnelCounts,
  type FunnelStepResult,
  FunnelTally,
  type TrendCounts,
  TrendTally,
} from '../funnel/tally.ts';
import { type EventBits, type EventMatcher, hasBit } from '../sequence/view.ts';
import { type Having, type Labels, topValues } from './labels.ts';
import type { Run } from './run.ts';
import type { FunnelTask, Results } from './task.ts';
import type { World } from './world.ts';

/** Values of a breakdown that are shown; what is left out is told. */
export const maxValues = 50;

/** What one walk through all people looks at. */
interface Pass {
  /** Steps asked for, as numbered in the request. */
  steps: number[];
  only?: EventBits;
  /** A step that only these events serve (FN9, `step`). */
  narrowed?: { step: number; bits: EventBits };
  /** The outcome's events are looked at, not only its numbers and times. */
  wantsEvents?: boolean;
  /** People looked at; left out = all. */
  includes?: (person: number) => boolean;
}
type OnPerson = (person: number, outcome: FunnelOutcome, eventAt: Uint32Array, events: PersonEvents) => void;

/** One value of a breakdown among the people of a share. */
interface ValuePart {
  value: string[];
  /** In the order of ties. */
  rank: number;
  /** What values are chosen by: the people of this share, or the events of everybody. */
  size: number;
  main: FunnelCounts;
  optional: (FunnelCounts | null)[];
}

interface Part {
  main: FunnelCounts;
  /** By step; null for a required one. */
  optional: (FunnelCounts | null)[];
  values: ValuePart[];
  /** Values there are, shown or not; null = as many as all parts have together. */
  valueCount: number | null;
  trend: TrendCounts | null;
  times: Float64Array | null;
}

/** Funnel figures of a task, or the people of its cell. */
export class FunnelRun implements Run<Part, Results['funnel']> {
  readonly #world: World;
  readonly #task: FunnelTask;
  readonly #required: number[];
  readonly #steps: EventMatcher[];
  readonly #exclusions: EventMatcher[];
  readonly #labels: Labels | null;

  constructor(world: World, task: FunnelTask) {
    this.#world = world;
    this.#task = task;
    this.#steps = task.steps.map((entity) => world.matcher(entity));
    this.#exclusions = task.exclusions.map((entity) => world.matcher(entity));
    this.#required = task.steps.map((_, i) => i).filter((i) => !task.optionalSteps.includes(i));
    this.#labels = task.breakdown ? world.labels(task.breakdown.properties) : null;
  }

  part(): Part {
    const { main, trend, times } = this.#tallies();
    const split = this.#splitByPerson();
    // A value of the person needs no event; one of an event does.
    const wantsEvents = split !== null && this.#task.breakdown?.attribution !== 'person';
    this.#scan({ steps: this.#required, wantsEvents }, (person, outcome, eventAt, events) => {
      main.add(outcome);
      trend?.add(outcome);
      times?.add(outcome);
      split?.add(person, outcome, eventAt, events);
    });
    return {
      main: main.read(),
      optional: this.#optional({}).map((tally) => tally?.read() ?? null),
      ...(split ? this.#valuesOf(split) : this.#splitByEvents()),
      trend: trend?.read() ?? null,
      times: times?.read() ?? null,
    };
  }

  figures(parts: readonly Part[]): Results['funnel'] {
    const { main, trend, times } = this.#tallies();
    const optional = this.#task.steps.map((_, step) => this.#optionalTally(step));
    for (const part of parts) {
      main.merge(part.main);
      part.optional.forEach((counts, step) => {
        if (counts) optional[step]?.merge(counts);
      });
      if (part.trend) trend?.merge(part.trend);
      if (part.times) times?.merge(part.times);
    }
    return {
      steps: this.#stepsOf(main, optional),
      excluded: main.excluded(),
      ...this.#tableOf(parts),
      trend: trend?.points() ?? [],
      timeToConvert: times?.histogram(this.#task.binCount) ?? null,
    };
  }

  #tallies(): { main: FunnelTally; trend: TrendTally | null; times: ConversionTimeTally | null } {
    const { trendBounds, wantsTimes, fromStep, toStep } = this.#task;
    const from = this.#required.indexOf(fromStep);
    const to = this.#required.indexOf(toStep);
    return {
      main: new FunnelTally(this.#required.length),
      trend: trendBounds ? new TrendTally(trendBounds, from, to) : null,
      times: wantsTimes ? new ConversionTimeTally(from, to) : null,
    };
  }

  people(): Uint32Array {
    const { cell, breakdown } = this.#task;
    if (!cell) return new Uint32Array(0);
    const wanted = cell.breakdown && this.#labels ? this.#valueNumber(cell.breakdown) : undefined;
    if (wanted === null) return new Uint32Array(0);
    const bySubFunnel = wanted !== undefined && isBySubFunnel(breakdown);
    // An optional step is the end of a funnel of its own, but whose value is whose is told by the required steps.
    const isOptional = !this.#required.includes(cell.step);
    const ofValue = isOptional && wanted !== undefined && !bySubFunnel ? this.#peopleOfValue(wanted) : null;
    const isByEvents = wanted !== undefined && !bySubFunnel && ofValue === null;
    const pass: Pass = {
      steps: isOptional ? [...this.#requiredBefore(cell.step), cell.step] : this.#required,
      ...(bySubFunnel && wanted !== undefined ? this.#passOfOne(wanted) : {}),
      wantsEvents: isByEvents && breakdown?.attribution !== 'person',
      ...(ofValue ? { includes: (person) => ofValue.has(person) } : {}),
    };
    const isIn = this.#inCell(cell, pass.steps.indexOf(cell.step));
    const found: number[] = [];
    const times = new ConversionTimeTally(
      pass.steps.indexOf(this.#task.fromStep),
      pass.steps.indexOf(this.#task.toStep),
    );
    this.#scan(pass, (person, outcome, eventAt, events) => {
      if (!isIn(outcome)) return;
      if (isByEvents && this.#valueOf(person, eventAt, events) !== wanted) return;
      found.push(person);
      if (cell.bin !== undefined) times.add(outcome);
    });
    const persons = cell.bin === undefined ? found : inBin(found, times, cell.bin, this.#task.binCount);
    return Uint32Array.from(persons, (person) => this.#world.profileIds[person] as number);
  }

  #inCell({ state, period }: NonNullable<FunnelTask['cell']>, position: number): (outcome: FunnelOutcome) => boolean {
    const { trendBounds } = this.#task;
    return ({ reached, isExcluded, times }) => {
      if (state === 'excluded' ? !isExcluded : isExcluded) return false;
      if (state === 'reached' && reached <= position) return false;
      if (state === 'dropped' && reached !== position) return false;
      if (period === undefined || !trendBounds) return true;
      return !isExcluded && periodIndex(trendBounds, times[0] as number) === period;
    };
  }

  /** People of the funnel of required steps with one value. */
  #peopleOfValue(value: number): Set<number> {
    const found = new Set<number>();
    this.#scan({ steps: this.#required }, (person, { isExcluded }, eventAt, events) => {
      if (!isExcluded && this.#valueOf(person, eventAt, events) === value) found.add(person);
    });
    return found;
  }

  #scan(pass: Pass, onPerson: OnPerson): void {
    const { rules, fromMs, toMs } = this.#task;
    const { view, share } = this.#world;
    const steps = pass.steps.map((step) => {
      const matcher = this.#steps[step] as EventMatcher;
      return pass.narrowed?.step === step ? narrow(matcher, pass.narrowed.bits) : matcher;
    });
    const passRules: FunnelRules = {
      ...rules,
      stepCount: steps.length,
      stepWindowsMs: pass.steps.map((step) => rules.stepWindowsMs[step] ?? null),
    };
    const scan = {
      ...{ rules: passRules, steps, exclusions: this.#exclusions, fromMs, toMs },
      only: pass.only ?? null,
      wantsEvents: pass.wantsEvents ?? true,
      check: this.#world.check,
      people: share,
      includes: pass.includes,
    };
    scanFunnel(view, scan, onPerson);
  }

  /** An optional step is the end of a funnel of its own, after the required steps before it; null for others. */
  #optional(pass: Omit<Pass, 'steps'>): (FunnelTally | null)[] {
    return this.#task.steps.map((_, step) => {
      const tally = this.#optionalTally(step);
      const steps = [...this.#requiredBefore(step), step];
      if (tally) this.#scan({ ...pass, wantsEvents: false, steps }, (_person, outcome) => tally.add(outcome));
      return tally;
    });
  }

  #optionalTally(step: number): FunnelTally | null {
    return this.#required.includes(step) ? null : new FunnelTally(this.#requiredBefore(step).length + 1);
  }

  #requiredBefore(step: number): number[] {
    return this.#required.filter((other) => other < step);
  }

  /** Figures of all steps. */
  #stepsOf(main: FunnelTally, optional: readonly (FunnelTally | null)[]): FunnelStepResult[] {
    const figures = main.steps();
    return this.#task.steps.map(
      (_, step) => (optional[step]?.steps().at(-1) ?? figures[this.#required.indexOf(step)]) as FunnelStepResult,
    );
  }

  /** Breakdowns where everybody has one value, found on the way through the funnel. */
  #splitByPerson(): PersonSplit | null {
    if (!this.#labels || isBySubFunnel(this.#task.breakdown)) return null;
    return new PersonSplit(this.#world.view.people, this.#required.length, (person, eventAt, events) =>
      this.#valueOf(person, eventAt, events),
    );
  }

  #valueOf(person: number, eventAt: Uint32Array, events: PersonEvents): number {
    const labels = this.#labels as Labels;
    const attribution = this.#task.breakdown?.attribution;
    if (attribution === 'person') return labels.of(0, person);
    const isLast = attribution === 'last_touch';
    for (let k = 0; k < events.to; k += 1) {
      const i = isLast ? events.to - 1 - k : k;
      if (events.stepMasks[i] === 0) continue;
      const value = labels.of(eventAt[i] as number, person);
      if (value !== 0) return value;
    }
    return 0;
  }

  /** The values of all parts together, those most often met first. */
  #tableOf(parts: readonly Part[]): Pick<Results['funnel'], 'breakdown' | 'truncated'> {
    const found = new Map<
      string,
      { one: ValuePart; size: number; main: FunnelTally; optional: (FunnelTally | null)[] }
    >();
    for (const one of parts.flatMap(({ values }) => values)) {
      const key = JSON.stringify(one.value);
      const known = found.get(key) ?? {
        ...{ one, size: 0, main: new FunnelTally(this.#required.length) },
        optional: this.#task.steps.map((_, step) => this.#optionalTally(step)),
      };
      found.set(key, known);
      known.size = isBySubFunnel(this.#task.breakdown) ? one.size : known.size + one.size;
      known.main.merge(one.main);
      one.optional.forEach((counts, step) => {
        if (counts) known.optional[step]?.merge(counts);
      });
    }
    const isSingle = this.#task.breakdown?.properties.length === 1;
    const rows = [...found.values()].map((row, place) => ({ ...row, rank: isSingle ? row.one.rank : place }));
    rows.sort((x, y) => y.size - x.size || x.rank - y.rank);
    const breakdown = rows
      .slice(0, maxValues)
      .map(({ one, main, optional }) => ({ value: one.value, steps: this.#stepsOf(main, optional) }));
    return { breakdown, ...cut(breakdown.length, parts[0]?.valueCount ?? rows.length) };
  }

  /** All values, for what other shares find is not known; with optional steps one thread has everybody, and the most frequent do. */
  #valuesOf(split: PersonSplit): Pick<Part, 'values' | 'valueCount'> {
    const sizes = split.sizes();
    const isWhole = this.#required.length === this.#task.steps.length;
    const values = isWhole ? [...sizes.keys()].sort((a, b) => a - b) : topValues(sizes, maxValues);
    return {
      values: values.map((value) => ({
        ...{ value: this.#labels?.value(value) ?? [], rank: value, size: sizes.get(value) ?? 0 },
        main: split.tally(value).read(),
        optional: isWhole
          ? []
          : this.#optional({ includes: (person) => split.valueOf(person) === value }).map(
              (tally) => tally?.read() ?? null,
            ),
      })),
      valueCount: isWhole ? null : sizes.size,
    };
  }

  /** Breakdowns that make a funnel of its own per value. Every share counts everybody's events, and so finds the same values. */
  #splitByEvents(): Pick<Part, 'values' | 'valueCount'> {
    if (!this.#labels) return { values: [], valueCount: null };
    const counts = this.#valuesOfEvents();
    const values = topValues(counts, maxValues);
    const having = this.#labels.having(values, this.#world.share);
    return {
      values: values.map((value, place) => {
        const pass = this.#passOf(value, having[place] as Having);
        const tally = new FunnelTally(this.#required.length);
        this.#scan({ steps: this.#required, ...pass, wantsEvents: false }, (_person, outcome) => tally.add(outcome));
        return {
          ...{ value: this.#labels?.value(value) ?? [], rank: place, size: counts.get(value) ?? 0, main: tally.read() },
          optional: this.#optional(pass).map((one) => one?.read() ?? null),
        };
      }),
      valueCount: counts.size,
    };
  }

  /** How many events that serve the step in question (or any) have each value. */
  #valuesOfEvents(): Map<number, number> {
    const { breakdown, fromMs, toMs, rules } = this.#task;
    const labels = this.#labels as Labels;
    const counts = new Map<number, number>();
    const wanted = breakdown?.attribution === 'step' ? this.#required.indexOf(breakdown.step) : null;
    let withoutStep = 0;
    scanFunnel(
      this.#world.view,
      {
        ...{ rules: { ...rules, stepCount: this.#required.length }, exclusions: [], fromMs, toMs },
        steps: this.#required.map((step) => this.#steps[step] as EventMatcher),
        people: { from: 0, to: this.#world.view.people },
      },
      (person, _outcome, eventAt, events) => {
        let served = 0;
        for (let i = 0; i < events.to; i += 1) {
          const mask = events.stepMasks[i] as number;
          if (wanted === null ? mask === 0 : ((mask >>> wanted) & 1) === 0) continue;
          served += 1;
          const value = labels.of(eventAt[i] as number, person);
          counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        if (served === 0) withoutStep += 1;
      },
    );
    if (withoutStep > 0) counts.set(0, (counts.get(0) ?? 0) + withoutStep);
    return counts;
  }

  #passOfOne(value: number): Omit<Pass, 'steps'> {
    const [having] = (this.#labels as Labels).having([value], this.#world.share);
    return this.#passOf(value, having as Having);
  }

  #passOf(value: number, { events, people }: Having): Omit<Pass, 'steps'> {
    const { breakdown } = this.#task;
    const isMet = (person: number): boolean => hasBit(people, person);
    if (breakdown?.attribution !== 'step') return { only: events, includes: isMet };
    const served = this.#peopleServed(breakdown.step, events, isMet);
    // Who never came to the step has no value.
    const reached = value === 0 ? this.#peopleServed(breakdown.step, null) : null;
    return {
      narrowed: { step: breakdown.step, bits: events },
      includes: (person) => served.has(person) || (reached !== null && !reached.has(person)),
    };
  }

  /** People of the share with an event in the range that serves a step, of those events only. */
  #peopleServed(step: number, bits: EventBits | null, includes?: (person: number) => boolean): Set<number> {
    const { fromMs, toMs, rules } = this.#task;
    const found = new Set<number>();
    const matcher = this.#steps[step] as EventMatcher;
    const plain: FunnelRules = {
      ...rules,
      order: 'ordered',
      stepCount: 1,
      windowMs: null,
      stepWindowsMs: [],
      exclusions: [],
    };
    scanFunnel(
      this.#world.view,
      {
        ...{ rules: { ...plain, lastEntryMs: Number.POSITIVE_INFINITY }, exclusions: [], fromMs, toMs },
        steps: [bits ? narrow(matcher, bits) : matcher],
        ...{ people: this.#world.share, includes, wantsEvents: false, check: this.#world.check },
      },
      (person) => found.add(person),
    );
    return found;
  }

  #valueNumber(texts: readonly string[]): number | null {
    // Numbers are given out as values are met.
    this.#valuesOfEvents();
    return this.#labels?.find(texts) ?? null;
  }
}

/** Tallies by the one value of each person. */
class PersonSplit {
  readonly #stepCount: number;
  readonly #tallies = new Map<number, FunnelTally>();
  readonly #values: Int32Array;
  readonly #sizes = new Map<number, number>();
  readonly #read: (person: number, eventAt: Uint32Array, events: PersonEvents) => number;

  constructor(people: number, stepCount: number, read: PersonSplit['valueOfEvents']) {
    this.#stepCount = stepCount;
    this.#values = new Int32Array(people).fill(-1);
    this.#read = read;
  }

  valueOfEvents(person: number, eventAt: Uint32Array, events: PersonEvents): number {
    return this.#read(person, eventAt, events);
  }

  add(person: number, outcome: FunnelOutcome, eventAt: Uint32Array, events: PersonEvents): void {
    if (outcome.isExcluded) return;
    const value = this.#read(person, eventAt, events);
    this.#values[person] = value;
    this.#sizes.set(value, (this.#sizes.get(value) ?? 0) + 1);
    this.tally(value).add(outcome);
  }

  tally(value: number): FunnelTally {
    const known = this.#tallies.get(value);
    if (known) return known;
    const tally = new FunnelTally(this.#stepCount);
    this.#tallies.set(value, tally);
    return tally;
  }

  valueOf(person: number): number {
    return this.#values[person] as number;
  }

  sizes(): ReadonlyMap<number, number> {
    return this.#sizes;
  }
}

/** Of people who came through, those whose time lies in a bin: they and their times are in the same order. */
function inBin(people: readonly number[], times: ConversionTimeTally, bin: number, binCount?: number): number[] {
  const durations = times.read();
  const { binOf } = times.binning(binCount);
  return people.filter((_, i) => binOf(durations[i] as number) === bin);
}

const isBySubFunnel = (breakdown: FunnelTask['breakdown']): boolean =>
  breakdown?.attribution === 'all_events' || breakdown?.attribution === 'step';

export const cut = (shown: number, total: number): { truncated?: { shown: number; total: number } } =>
  shown < total ? { truncated: { shown, total } } : {};

function narrow(matcher: EventMatcher, bits: EventBits): EventMatcher {
  const { passing } = matcher;
  return { ...matcher, passing: passing ? passing.map((word, i) => word & (bits[i] as number)) : bits };
}
