import { Gather, matcherByName, noMatcher } from '../sequence/gather.ts';
import { EventMasks, type EventMatcher, type SequenceView } from '../sequence/view.ts';
import type { FunnelScan } from './scan.ts';

/** @param at as many positions of events as `count` says, not to be kept; none of whoever only enters */
export type OnEvents = (person: number, at: Uint32Array, count: number) => void;

/** What an event is: one that may begin a chain, one that is wanted. */
const ENTRY = 1;
const WANTED = 2;

/**
 * Events in the range that serve steps of a funnel, of everybody who enters it.
 *
 * @param step position of the one whose events are wanted; null = those of any
 */
export function eachEntered(
  view: SequenceView,
  scan: Omit<FunnelScan, 'exclusions'>,
  step: number | null,
  take: OnEvents,
): void {
  const { offsets, times, names } = view;
  const { rules, fromMs, toMs, steps, people, check } = scan;
  const masks = new EventMasks(view.nameCount, steps);
  const every = 2 ** steps.length - 1;
  const entry = rules.order === 'unordered' ? every : 1;
  const served = step === null ? every : (1 << step) >>> 0;
  const flagsOf = (mask: number): number => ((mask & entry) === 0 ? 0 : ENTRY) | ((mask & served) === 0 ? 0 : WANTED);
  const flags = Uint8Array.from(masks.byNameTable, flagsOf);
  const { gather, isByName } = gatherOf(view, steps, flags);
  const isEveryOne = flags.every((bits) => bits === 0 || bits === (ENTRY | WANTED));

  /** Puts those wanted in front where the names tell all. @returns how many; -1 = none is an entry */
  const keepByName = (at: Uint32Array, count: number): number => {
    if (isEveryOne) return count;
    let seen = 0;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const bits = flags[names[event] as number] as number;
      seen |= bits;
      at[kept] = event;
      kept += bits >>> 1;
    }
    return (seen & ENTRY) === 0 ? -1 : kept;
  };
  /** The same with a look at times and filters. */
  const keep = (at: Uint32Array, count: number, allowed: number): number => {
    let hasEntered = false;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      if (time < fromMs) continue;
      if (time > toMs || (!hasEntered && time > rules.lastEntryMs)) break;
      const bits = flagsOf(masks.refine((masks.byNameTable[names[event] as number] as number) & allowed, event));
      if ((bits & ENTRY) !== 0) hasEntered = true;
      at[kept] = event;
      kept += bits >>> 1;
    }
    return hasEntered ? kept : -1;
  };

  const latestMs = Math.min(toMs, rules.lastEntryMs);
  for (let person = people.from; person < people.to; person += 1) {
    if ((person & 8191) === 0) check?.();
    const allowed = masks.allowedFor(person);
    const count = gather.take(offsets[person] as number, offsets[person + 1] as number, isByName ? allowed : 1);
    if (count === 0) continue;
    const { at } = gather;
    const earliest = times[at[0] as number] as number;
    const latest = times[at[count - 1] as number] as number;
    const isInRange = earliest >= fromMs && latest <= latestMs;
    const kept = isByName && isInRange ? keepByName(at, count) : keep(at, count, allowed);
    if (kept >= 0) take(person, at, kept);
  }
}

/** Finds the events of names with a flag: those that pass where no name is for several steps, else all of them. */
function gatherOf(
  view: SequenceView,
  steps: readonly EventMatcher[],
  flags: Uint8Array,
): { gather: Gather; isByName: boolean } {
  const only = (byName: Uint8Array) => byName.map((number, name) => (flags[name] === 0 ? noMatcher : number));
  const numbers = matcherByName(view.nameCount, steps);
  if (numbers) return { gather: new Gather(view, { matchers: steps, byName: only(numbers) }), isByName: true };
  const any: EventMatcher = { names: flags, passing: null, people: null };
  const gather = new Gather(view, { matchers: [any], byName: only(new Uint8Array(view.nameCount)) });
  return { gather, isByName: steps.every(({ passing, people }) => passing === null && people === null) };
}
