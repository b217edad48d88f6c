import type { FunnelOutcome, FunnelRules, PersonEvents } from '../funnel/rules.ts';
import { type FunnelScan, scanFunnel } from '../funnel/scan.ts';
import { StepEvents } from '../funnel/step-events.ts';
import { type FunnelStepResult, FunnelTally } from '../funnel/tally.ts';
import { Gather, noMatcher } from '../sequence/gather.ts';
import { type EventBits, EventMasks, type EventMatcher } from '../sequence/view.ts';
import type { FunnelTask } from './task.ts';
import type { World } from './world.ts';

/** What one walk through all people looks at. */
export interface Pass {
  /** Steps asked for, as numbered in the request. */
  steps: readonly number[];
  only?: EventBits;
  /** A step that only these events serve (FN9, `step`). */
  narrowed?: { step: number; bits: EventBits };
  /** The outcome's events are looked at, not only its numbers and times. */
  wantsEvents?: boolean;
  /** People looked at; left out = all. */
  includes?: (person: number) => boolean;
}
export type OnPerson = (person: number, outcome: FunnelOutcome, eventAt: Uint32Array, events: PersonEvents) => void;

/** The steps of a funnel, to be walked once or several times by the people of the world's share. */
export class FunnelWalk {
  readonly world: World;
  readonly task: FunnelTask;
  /** Steps that are not optional, as numbered in the request. */
  readonly required: readonly number[];
  readonly #steps: EventMatcher[];
  readonly #exclusions: EventMatcher[];

  constructor(world: World, task: FunnelTask) {
    this.world = world;
    this.task = task;
    this.#steps = task.steps.map((entity) => world.matcher(entity));
    this.#exclusions = task.exclusions.map((entity) => world.matcher(entity));
    this.required = task.steps.map((_, i) => i).filter((i) => !task.optionalSteps.includes(i));
  }

  scan(pass: Pass, onPerson: OnPerson): void {
    scanFunnel(this.world.view, this.scanOf(pass), onPerson);
  }

  /** What a pass asks of the people of the share. */
  scanOf(pass: Pass): FunnelScan {
    const { rules, fromMs, toMs } = this.task;
    const { share, check } = this.world;
    const steps = pass.steps.map((step) => {
      const matcher = this.#matcher(step);
      return pass.narrowed?.step === step ? narrow(matcher, pass.narrowed.bits) : matcher;
    });
    const passRules: FunnelRules = {
      ...rules,
      stepCount: steps.length,
      stepWindowsMs: pass.steps.map((step) => rules.stepWindowsMs[step] ?? null),
    };
    return {
      ...{ rules: passRules, steps, exclusions: this.#exclusions, fromMs, toMs },
      only: pass.only ?? null,
      wantsEvents: pass.wantsEvents ?? true,
      ...{ check, people: share, includes: pass.includes },
    };
  }

  /** Those in the range that serve a required step. */
  requiredEvents(): StepEvents {
    return new StepEvents(this.world.view, this.scanOf({ steps: this.required }));
  }

  /**
   * Events in the range that serve some required steps, of everybody of the share who enters.
   *
   * @param one those that serve this one of `required`; null = those that serve any
   * @param take told how many of the positions `at` there are, which it must not keep
   */
  eachRequiredEvents(one: number | null, take: (person: number, at: Uint32Array, count: number) => void): void {
    const { rules, fromMs, toMs } = this.task;
    const { view, check, share } = this.world;
    const { offsets, times, names } = view;
    const matchers = this.required.map((step) => this.#matcher(step));
    const masks = new EventMasks(view.nameCount, matchers);
    const table = masks.byNameTable;
    const every = 2 ** matchers.length - 1;
    const served = one === null ? every : (1 << one) >>> 0;
    const entry = rules.order === 'unordered' ? every : 1;
    const isFiltered = matchers.some(({ passing }) => passing !== null);
    const gather = new Gather(view, {
      matchers: [
        anyOf(
          view.nameCount,
          matchers.filter((_, k) => (((entry | served) >>> k) & 1) === 1),
        ),
      ],
      byName: Uint8Array.from(table, (mask) => ((mask & (entry | served)) === 0 ? noMatcher : 0)),
    });
    for (let person = share.from; person < share.to; person += 1) {
      if ((person & 8191) === 0) check();
      const found = gather.take(offsets[person] as number, offsets[person + 1] as number, 1);
      if (found === 0) continue;
      const { at } = gather;
      const wanted = masks.allowedFor(person) & (entry | served);
      let hasEntered = false;
      let count = 0;
      const earliest = times[at[0] as number] as number;
      const latest = times[at[found - 1] as number] as number;
      if (!isFiltered && earliest >= fromMs && latest <= toMs && latest <= rules.lastEntryMs) {
        let seen = 0;
        for (let j = 0; j < found; j += 1) {
          const event = at[j] as number;
          const mask = (table[names[event] as number] as number) & wanted;
          seen |= mask;
          at[count] = event;
          count += (mask & served) === 0 ? 0 : 1;
        }
        if ((seen & entry) !== 0) take(person, at, count);
        continue;
      }
      for (let j = 0; j < found; j += 1) {
        const event = at[j] as number;
        let mask = (table[names[event] as number] as number) & wanted;
        const time = times[event] as number;
        if (mask === 0 || time < fromMs) continue;
        if (time > toMs || (!hasEntered && time > rules.lastEntryMs)) break;
        if (masks.needsFilter(mask)) mask = masks.refine(mask, event);
        if ((mask & entry) !== 0) hasEntered = true;
        at[count] = event;
        count += (mask & served) === 0 ? 0 : 1;
      }
      if (hasEntered) take(person, at, count);
    }
  }

  /** People of the share with an event in the range that serves a step, of those events only. */
  peopleServed(step: number, bits: EventBits | null, includes?: (person: number) => boolean): Set<number> {
    const { fromMs, toMs, rules } = this.task;
    const { view, share, check } = this.world;
    const found = new Set<number>();
    const matcher = this.#matcher(step);
    const alone: FunnelRules = {
      ...{ ...rules, order: 'ordered', stepCount: 1, windowMs: null, stepWindowsMs: [], exclusions: [] },
      lastEntryMs: Number.POSITIVE_INFINITY,
    };
    scanFunnel(
      view,
      {
        ...{ rules: alone, exclusions: [], fromMs, toMs, people: share, includes, wantsEvents: false, check },
        steps: [bits ? narrow(matcher, bits) : matcher],
      },
      (person) => found.add(person),
    );
    return found;
  }

  /** An optional step is the end of a funnel of its own, after the required steps before it. */
  stepsUpTo(step: number): number[] {
    return [...this.required.filter((other) => other < step), step];
  }

  isOptional(step: number): boolean {
    return !this.required.includes(step);
  }

  /** By step, of the people of a pass; null for required ones. */
  optional(pass: Omit<Pass, 'steps'>): (FunnelTally | null)[] {
    const tallies = this.optionalTallies();
    tallies.forEach((tally, step) => {
      if (!tally) return;
      const steps = this.stepsUpTo(step);
      this.scan({ ...pass, wantsEvents: false, steps }, (_person, outcome) => tally.add(outcome));
    });
    return tallies;
  }

  /** Empty ones by step; null for required ones. */
  optionalTallies(): (FunnelTally | null)[] {
    return this.task.steps.map((_, step) =>
      this.isOptional(step) ? new FunnelTally(this.stepsUpTo(step).length) : null,
    );
  }

  /** Figures of all steps. */
  stepsOf(main: FunnelTally, optional: readonly (FunnelTally | null)[]): FunnelStepResult[] {
    const figures = main.steps();
    return this.task.steps.map(
      (_, step) => (optional[step]?.steps().at(-1) ?? figures[this.required.indexOf(step)]) as FunnelStepResult,
    );
  }

  #matcher(step: number): EventMatcher {
    return this.#steps[step] as EventMatcher;
  }
}

/** Events of any of some matchers, whatever their filters say. */
function anyOf(nameCount: number, matchers: readonly EventMatcher[]): EventMatcher {
  const names = Uint8Array.from({ length: nameCount }, (_, name) =>
    matchers.some((one) => one.names[name] === 1) ? 1 : 0,
  );
  return { names, passing: null, people: null };
}

function narrow(matcher: EventMatcher, bits: EventBits): EventMatcher {
  const { passing } = matcher;
  return { ...matcher, passing: passing ? passing.map((word, i) => word & (bits[i] as number)) : bits };
}
