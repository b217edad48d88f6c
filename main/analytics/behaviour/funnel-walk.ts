import type { FunnelOutcome, FunnelRules, PersonEvents } from '../funnel/rules.ts';
import { type FunnelScan, scanFunnel } from '../funnel/scan.ts';
import { StepEvents } from '../funnel/step-events.ts';
import { type FunnelStepResult, FunnelTally } from '../funnel/tally.ts';
import type { EventBits, EventMatcher } from '../sequence/view.ts';
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

function narrow(matcher: EventMatcher, bits: EventBits): EventMatcher {
  const { passing } = matcher;
  return { ...matcher, passing: passing ? passing.map((word, i) => word & (bits[i] as number)) : bits };
}
