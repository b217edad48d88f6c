import type { FunnelRules, PersonEvents } from './rules.ts';

/**
 * The rules of `docs/spec/funnel.md` by trying every chain there is: slow, short, and only there to be compared with.
 */
export function expectedOutcome(
  person: PersonEvents,
  rules: FunnelRules,
): { reached: number; isExcluded: boolean; start: number; end: number } {
  const best = { reached: 0, isExcluded: false, start: Number.NaN, end: Number.NaN };
  const chains = rules.order === 'unordered' ? unorderedChains(person, rules) : orderedChains(person, rules);
  const furthest = chains.reduce((far, chain) => Math.max(far, chain.length), 0);
  const candidates = chains.filter((chain) => chain.length === furthest);
  const clean = rules.order === 'unordered' ? candidates : candidates.filter((chain) => isClean(chain, person, rules));
  if (furthest > 0 && clean.length === 0) return { ...best, isExcluded: true };
  for (const chain of clean) {
    const start = person.times[chain[0] as number] as number;
    const end = person.times[chain.at(-1) as number] as number;
    if (best.reached === 0 || end < best.end || (end === best.end && start > best.start)) {
      Object.assign(best, { reached: furthest, start, end });
    }
  }
  return best;
}

const timeOf = (person: PersonEvents, index: number): number => person.times[index] as number;
const serves = (person: PersonEvents, index: number, step: number): boolean =>
  (((person.stepMasks[index] as number) >>> step) & 1) === 1;

/** Every sequence of different events that serves steps 0, 1, … within all limits, as event indexes. */
function orderedChains(person: PersonEvents, rules: FunnelRules): number[][] {
  const found: number[][] = [];
  const grow = (chain: number[]): void => {
    if (chain.length > 0) found.push(chain);
    const step = chain.length;
    if (step === rules.stepCount) return;
    for (let i = person.from; i < person.to; i += 1) {
      if (chain.includes(i) || !serves(person, i, step)) continue;
      if (step === 0 ? timeOf(person, i) <= rules.lastEntryMs : mayFollow(chain, i, person, rules)) grow([...chain, i]);
    }
  };
  grow([]);
  return found;
}

function mayFollow(chain: number[], next: number, person: PersonEvents, rules: FunnelRules): boolean {
  const before = timeOf(person, chain.at(-1) as number);
  const time = timeOf(person, next);
  if (time < before) return false;
  if (rules.windowMs !== null && time - timeOf(person, chain[0] as number) > rules.windowMs) return false;
  const limit = rules.stepWindowsMs[chain.length] ?? null;
  if (limit !== null && time - before > limit) return false;
  if (rules.order !== 'strict') return true;
  for (let i = person.from; i < person.to; i += 1) {
    const between = timeOf(person, i) > before && timeOf(person, i) < time;
    if (between && !serves(person, i, chain.length - 1)) return false;
  }
  return true;
}

function isClean(chain: number[], person: PersonEvents, rules: FunnelRules): boolean {
  const start = timeOf(person, chain[0] as number);
  return rules.exclusions.every(({ fromStep, toStep }, x) => {
    if (chain.length <= fromStep) return true;
    const after = timeOf(person, chain[fromStep] as number);
    const windowEnd = rules.windowMs === null ? Number.POSITIVE_INFINITY : start + rules.windowMs;
    const before = chain.length > toStep ? timeOf(person, chain[toStep] as number) : windowEnd;
    for (let i = person.from; i < person.to; i += 1) {
      const isExclusion = (((person.exclusionMasks?.[i] ?? 0) >>> x) & 1) === 1;
      if (isExclusion && timeOf(person, i) > after && timeOf(person, i) < before) return false;
    }
    return true;
  });
}

/** Every set of different events that serves different steps within one window free of exclusions, in time order. */
function unorderedChains(person: PersonEvents, rules: FunnelRules): number[][] {
  const found: number[][] = [];
  const grow = (chain: number[], from: number): void => {
    if (chain.length > 0 && canServe(chain, person, rules.stepCount)) found.push(chain);
    for (let i = from; i < person.to; i += 1) {
      const first = chain[0] ?? i;
      const start = timeOf(person, first);
      const time = timeOf(person, i);
      if (start > rules.lastEntryMs || (rules.windowMs !== null && time - start > rules.windowMs)) continue;
      if (hasExclusionBetween(person, start, time)) continue;
      grow([...chain, i], i + 1);
    }
  };
  grow([], person.from);
  return found;
}

function hasExclusionBetween(person: PersonEvents, start: number, end: number): boolean {
  for (let i = person.from; i < person.to; i += 1) {
    if ((person.exclusionMasks?.[i] ?? 0) !== 0 && timeOf(person, i) > start && timeOf(person, i) < end) return true;
  }
  return false;
}

function canServe(events: number[], person: PersonEvents, stepCount: number): boolean {
  const place = (index: number, taken: Set<number>): boolean => {
    if (index === events.length) return true;
    for (let step = 0; step < stepCount; step += 1) {
      if (taken.has(step) || !serves(person, events[index] as number, step)) continue;
      if (place(index + 1, new Set([...taken, step]))) return true;
    }
    return false;
  };
  return place(0, new Set());
}
