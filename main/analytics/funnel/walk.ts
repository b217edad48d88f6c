import { ChainTable } from './chains.ts';
import { type FunnelOutcome, type FunnelRules, newOutcome, type PersonEvents } from './rules.ts';
import { UnorderedWalk } from './unordered.ts';

/** Says how far one person came. Keeps its working arrays, so one walker serves millions of people. */
export interface FunnelWalker {
  /** The outcome is overwritten by the next call. */
  walk(person: PersonEvents): FunnelOutcome;
}

/** Walker for the given rules (FN1 to FN8). */
export function funnelWalker(rules: FunnelRules): FunnelWalker {
  if (rules.order === 'unordered') return new UnorderedWalk(rules);
  return new ChainWalk(rules);
}

const always = (): boolean => true;

/** Steps, one bit each, at which an exclusion rules out a chain that stands there, or goes there at that instant. */
interface Danger {
  standing: number;
  moving: number;
}

class ChainWalk implements FunnelWalker {
  private readonly rules: FunnelRules;
  private readonly chains: ChainTable;
  private readonly outcome: FunnelOutcome;
  private readonly clean: FunnelOutcome;
  private readonly isStrict: boolean;
  private readonly windowMs: number;
  private readonly dangers: readonly Danger[];

  constructor(rules: FunnelRules) {
    this.rules = rules;
    this.chains = new ChainTable(rules);
    this.outcome = newOutcome(rules.stepCount);
    this.clean = newOutcome(rules.stepCount);
    this.isStrict = rules.order === 'strict';
    this.windowMs = rules.windowMs ?? Number.POSITIVE_INFINITY;
    this.dangers = rules.exclusions.map(({ fromStep, toStep }) => ({
      standing: 2 ** toStep - 2 ** fromStep,
      moving: 2 ** toStep - 2 ** (fromStep + 1),
    }));
  }

  walk(person: PersonEvents): FunnelOutcome {
    this.outcome.isExcluded = false;
    this.findFurthest(person);
    if (this.outcome.reached > 0 && hasExclusion(person)) this.applyExclusions(person);
    return this.outcome;
  }

  /** FN1 to FN4 and FN6, exclusions left aside. */
  private findFurthest(person: PersonEvents): void {
    const { chains, outcome } = this;
    const last = this.rules.stepCount - 1;
    chains.clear();
    outcome.reached = 0;
    for (let first = person.from; first < person.to; ) {
      const time = person.times[first] as number;
      let next = first + 1;
      while (next < person.to && person.times[next] === time) next += 1;
      this.advance(person, first, next);
      for (let step = last; step >= outcome.reached; step -= 1) {
        if (chains.startOf[step] === Number.NEGATIVE_INFINITY || chains.arrivalAt(step) !== time) continue;
        chains.read(step, outcome);
        break;
      }
      if (outcome.reached > last) return;
      first = next;
    }
  }

  private advance(person: PersonEvents, first: number, next: number): void {
    const time = person.times[first] as number;
    const mayStart = time <= this.rules.lastEntryMs;
    if (next === first + 1) {
      const mask = person.stepMasks[first] as number;
      // FN4: events strictly between two steps break a chain unless each repeats the step just done.
      if (this.isStrict) this.chains.advanceByOne(time, mask, first, mayStart, mask);
      else if (mask !== 0) this.chains.advanceByOne(time, mask, first, mayStart);
      return;
    }
    const canStay = this.isStrict ? (step: number) => allMatch(person, first, next, step) : always;
    this.chains.advanceByGroup(time, group(person, first, next), mayStart, canStay, always);
  }

  /**
   * FN7: of the chains as far as the furthest, is one clean? Whether a chain that stops between the two steps of an
   * exclusion is ruled out depends on where its own window ends, so each start is walked by itself.
   */
  private applyExclusions(person: PersonEvents): void {
    const goal = this.outcome.reached - 1;
    let bestEnd = Number.POSITIVE_INFINITY;
    for (let first = person.from; first < person.to; ) {
      const time = person.times[first] as number;
      // No later start can end as early.
      if (time > bestEnd) break;
      let next = first + 1;
      while (next < person.to && person.times[next] === time) next += 1;
      if (time <= this.rules.lastEntryMs && this.isCleanFrom(person, first, next, goal)) {
        // Starts come in rising order, so an equal end means a later start.
        const end = this.chains.arrivalAt(goal);
        if (end <= bestEnd) {
          bestEnd = end;
          this.chains.read(goal, this.clean);
        }
      }
      first = next;
    }
    if (bestEnd === Number.POSITIVE_INFINITY) {
      this.outcome.reached = 0;
      this.outcome.isExcluded = true;
      return;
    }
    this.outcome.times.set(this.clean.times);
    this.outcome.events.set(this.clean.events);
  }

  /** Walks the chains that begin at one instant; true when one stands clean at `goal` as its window ends. */
  private isCleanFrom(person: PersonEvents, startFirst: number, startNext: number, goal: number): boolean {
    const start = person.times[startFirst] as number;
    this.chains.clear(goal);
    if (startNext === startFirst + 1) {
      this.chains.advanceByOne(start, person.stepMasks[startFirst] as number, startFirst, true);
    } else {
      this.chains.advanceByGroup(start, group(person, startFirst, startNext), true, always, always);
    }
    if (this.chains.startOf[0] === Number.NEGATIVE_INFINITY) return false;
    const staysInDanger = this.rules.exclusions.some(({ fromStep, toStep }) => fromStep <= goal && goal < toStep);
    for (let first = startNext; first < person.to; ) {
      const time = person.times[first] as number;
      if (time - start > this.windowMs) break;
      let next = first + 1;
      while (next < person.to && person.times[next] === time) next += 1;
      this.advanceExcluding(person, { first, next, goal, isBeforeEnd: time - start < this.windowMs });
      if (!staysInDanger && this.chains.startOf[goal] !== Number.NEGATIVE_INFINITY) return true;
      if (!this.chains.isAlive()) return false;
      first = next;
    }
    return this.chains.startOf[goal] !== Number.NEGATIVE_INFINITY;
  }

  private advanceExcluding(
    person: PersonEvents,
    at: { first: number; next: number; goal: number; isBeforeEnd: boolean },
  ): void {
    const { first, next, goal, isBeforeEnd } = at;
    let excluding = 0;
    for (let i = first; i < next; i += 1) excluding |= person.exclusionMasks?.[i] ?? 0;
    if (next === first + 1) {
      const mask = person.stepMasks[first] as number;
      let stays = this.isStrict ? mask | ~((1 << goal) - 1) : -1;
      let moves = -1;
      for (let x = 0; isBeforeEnd && excluding >>> x !== 0 && x < this.dangers.length; x += 1) {
        if (((excluding >>> x) & 1) === 0) continue;
        const { standing, moving } = this.dangers[x] as Danger;
        stays &= ~standing;
        moves &= ~moving;
      }
      this.chains.advanceByOne(person.times[first] as number, mask, first, false, stays, moves);
      return;
    }
    const isRuledOut = (from: number, to: number): boolean =>
      this.rules.exclusions.some(
        (exclusion, x) => ((excluding >>> x) & 1) === 1 && exclusion.fromStep <= from && to < exclusion.toStep,
      );
    const canStay = (step: number): boolean =>
      // A chain at the goal goes nowhere from there, so strictness no longer concerns it.
      !(isBeforeEnd && isRuledOut(step, step)) &&
      (!this.isStrict || step >= goal || allMatch(person, first, next, step));
    const canMove = (from: number, to: number): boolean => !(isBeforeEnd && isRuledOut(from, to));
    this.chains.advanceByGroup(person.times[first] as number, group(person, first, next), false, canStay, canMove);
  }
}

const group = (person: PersonEvents, first: number, next: number) => ({
  masks: person.stepMasks,
  first,
  count: next - first,
});

/** FN4: events strictly between two steps break a chain unless each repeats the step just done. */
function allMatch(person: PersonEvents, first: number, next: number, step: number): boolean {
  for (let i = first; i < next; i += 1) if ((((person.stepMasks[i] as number) >>> step) & 1) === 0) return false;
  return true;
}

function hasExclusion(person: PersonEvents): boolean {
  if (person.exclusionMasks === null) return false;
  for (let i = person.from; i < person.to; i += 1) if (person.exclusionMasks[i] !== 0) return true;
  return false;
}
