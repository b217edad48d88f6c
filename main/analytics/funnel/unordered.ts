import { StepMatching } from './matching.ts';
import { type FunnelOutcome, type FunnelRules, newOutcome, type PersonEvents } from './rules.ts';

/**
 * FN5: the most different steps done within one window, in any order; an exclusion only wipes what lies before it
 * (FN7), so windows never span one. Of equally full windows the one that fills up earliest counts, then the one that
 * begins latest; the time of its k-th step is when it first held k different steps.
 */
export class UnorderedWalk {
  private readonly rules: FunnelRules;
  private readonly outcome: FunnelOutcome;
  private readonly matching: StepMatching;
  private readonly windowMs: number;
  private readonly allSteps: number;

  constructor(rules: FunnelRules) {
    this.rules = rules;
    this.outcome = newOutcome(rules.stepCount);
    this.matching = new StepMatching(rules.stepCount);
    this.windowMs = rules.windowMs ?? Number.POSITIVE_INFINITY;
    this.allSteps = rules.stepCount === 32 ? 0xffffffff : 2 ** rules.stepCount - 1;
  }

  walk(person: PersonEvents): FunnelOutcome {
    this.outcome.reached = 0;
    let from = person.from;
    for (let i = person.from; i <= person.to; i += 1) {
      if (i < person.to && (person.exclusionMasks?.[i] ?? 0) === 0) continue;
      // Events at the instant of an exclusion are neither before nor after it: they count on both sides.
      const at = i < person.to ? (person.times[i] as number) : Number.POSITIVE_INFINITY;
      this.walkSegment(person, from, endOfInstant(person, i, at));
      from = i < person.to ? startOfInstant(person, i, at) : i;
    }
    return this.outcome;
  }

  private walkSegment(person: PersonEvents, from: number, to: number): void {
    let left = from;
    for (let right = from; right < to; right += 1) {
      const time = person.times[right] as number;
      while (time - (person.times[left] as number) > this.windowMs) left += 1;
      if (right + 1 < to && person.times[right + 1] === time) continue;
      const filled = this.fill(person, left, right + 1);
      if (filled > this.outcome.reached) this.settle(person, left, right + 1, filled);
      if (this.outcome.reached === this.rules.stepCount) return;
    }
  }

  /** Number of different steps that different events of left..right can serve; windows begin within the range. */
  private fill(person: PersonEvents, from: number, right: number): number {
    let left = from;
    while (left < right && ((person.stepMasks[left] as number) & this.allSteps) === 0) left += 1;
    // Some largest assignment always uses the first event that serves any step, so the window begins there.
    if (left === right || (person.times[left] as number) > this.rules.lastEntryMs) return 0;
    let present = 0;
    for (let i = left; i < right; i += 1) present |= person.stepMasks[i] as number;
    if (bitCount(present & this.allSteps) <= this.outcome.reached) return 0;
    this.matching.reset(person.stepMasks, left, right - left);
    let filled = 0;
    for (let step = 0; step < this.rules.stepCount; step += 1) if (this.matching.add(step)) filled += 1;
    return filled;
  }

  private settle(person: PersonEvents, left: number, right: number, filled: number): void {
    let start = left;
    this.outcome.reached = filled - 1;
    while (start + 1 < right && this.fill(person, start + 1, right) >= filled) start += 1;
    let count = 0;
    for (let end = start + 1; end <= right && count < filled; end += 1) {
      this.outcome.reached = count;
      const now = Math.min(this.fill(person, start, end), filled);
      for (; count < now; count += 1) {
        this.outcome.times[count] = person.times[end - 1] as number;
        this.outcome.events[count] = end - 1;
      }
    }
    this.outcome.reached = filled;
  }
}

function endOfInstant(person: PersonEvents, index: number, time: number): number {
  let end = index;
  while (end < person.to && person.times[end] === time) end += 1;
  return end;
}

function startOfInstant(person: PersonEvents, index: number, time: number): number {
  let start = index;
  while (start > person.from && person.times[start - 1] === time) start -= 1;
  return start;
}

function bitCount(mask: number): number {
  let bits = mask;
  let count = 0;
  while (bits !== 0) {
    bits &= bits - 1;
    count += 1;
  }
  return count;
}
