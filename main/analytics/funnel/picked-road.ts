import { matcherByName } from '../sequence/gather.ts';
import type { SequenceView } from '../sequence/view.ts';
import { newEvents } from './person-reader.ts';
import { RangeGather } from './range-gather.ts';
import { type FunnelOutcome, newOutcome, type PersonEvents } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import type { StepWalk } from './step-walks.ts';
import { walkOf } from './swift.ts';
import { funnelWalker } from './walk.ts';

/**
 * The quick road for lists of events: those of a person are gathered once, and any of them walked as often as wanted.
 * Each serves one step or is one exclusion. An event that is left out of a list breaks a strict chain like one of no step.
 */
export class PickedRoad {
  /** By name: a step, or the number of steps and an exclusion. */
  readonly numbers: Uint8Array;
  /** Positions of the person's events in the range, in order, as many as `take` has told. */
  get at(): Uint32Array {
    return this.#gather.at;
  }
  readonly #gather: RangeGather;
  readonly #walk: StepWalk;
  /** Null where lists do not tell enough. */
  readonly #long: ((at: Uint32Array, count: number) => FunnelOutcome) | null;
  readonly #outcome: FunnelOutcome;

  private constructor(view: SequenceView, scan: FunnelScan, numbers: Uint8Array) {
    const matchers = [...scan.steps, ...scan.exclusions];
    this.numbers = numbers;
    this.#gather = new RangeGather(view, scan, { matchers, byName: numbers });
    this.#walk = walkOf(view, scan, numbers);
    this.#long = scan.rules.order === 'strict' ? null : longWalk(view, scan, numbers);
    this.#outcome = newOutcome(scan.steps.length);
  }

  /** Null where the rules need the long road (see `swiftRoad`). */
  static of(view: SequenceView, scan: FunnelScan): PickedRoad | null {
    const { rules, steps, exclusions } = scan;
    if (steps.length + exclusions.length > 32) return null;
    // Events that are not looked at at all are no gap in a strict chain; gathering would make them one.
    if (rules.order === 'strict' && (scan.only ?? null) !== null) return null;
    const numbers = matcherByName(view.nameCount, [...steps, ...exclusions]);
    return numbers && new PickedRoad(view, scan, numbers);
  }

  /** @returns how many events there are in `at` */
  take(person: number): number {
    return this.#gather.take(person);
  }

  /**
   * The outcome of some of the events, in order; overwritten by the next one. The order at one instant may be changed.
   *
   * @returns null where a strict chain meets two events at one instant, or an exclusion
   */
  walk(at: Uint32Array, count: number): FunnelOutcome | null {
    const outcome = this.#outcome;
    outcome.reached = 0;
    outcome.isExcluded = false;
    if (this.#walk(at, count, outcome)) return outcome;
    return this.#long?.(at, count) ?? null;
  }
}

function longWalk(
  { times, names }: SequenceView,
  { rules, exclusions }: FunnelScan,
  numbers: Uint8Array,
): (at: Uint32Array, count: number) => FunnelOutcome {
  const walker = funnelWalker(rules);
  const { stepCount } = rules;
  let events: PersonEvents = newEvents(1024, exclusions.length > 0);
  return (at, count) => {
    if (count > events.times.length) events = newEvents(count * 2, exclusions.length > 0);
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const number = numbers[names[event] as number] as number;
      events.times[j] = times[event] as number;
      events.stepMasks[j] = number < stepCount ? 1 << number : 0;
      if (events.exclusionMasks) events.exclusionMasks[j] = number < stepCount ? 0 : 1 << (number - stepCount);
    }
    events.to = count;
    return walker.walk(events);
  };
}
