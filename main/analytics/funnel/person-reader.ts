import { EventMasks, hasBit, type SequenceView } from '../sequence/view.ts';
import type { FunnelRules, PersonEvents } from './rules.ts';
import type { FunnelScan } from './scan.ts';

/** Picks the events of one person after the other that a funnel looks at. */
export class PersonReader {
  /** Those found last; their `eventAt` are positions in the view. */
  events: PersonEvents;
  eventAt: Uint32Array;
  /** Of the steps alone. */
  readonly masks: EventMasks;
  readonly #view: SequenceView;
  readonly #scan: FunnelScan;
  readonly #outs: EventMasks | null;
  readonly #keepsAll: boolean;
  readonly #trims: boolean;
  /** By name: whether it is any step or exclusion. */
  readonly #isWanted: Uint8Array;

  /** @param trims whether events before the first that may begin a chain and behind the last of any step or exclusion are passed over */
  constructor(view: SequenceView, scan: FunnelScan, { trims }: { trims: boolean }) {
    this.#view = view;
    this.#scan = scan;
    this.masks = new EventMasks(view.nameCount, scan.steps);
    this.#outs = scan.exclusions.length > 0 ? new EventMasks(view.nameCount, scan.exclusions) : null;
    this.#keepsAll = scan.rules.order === 'strict';
    this.#trims = trims;
    this.#isWanted = Uint8Array.from(this.masks.byNameTable, (mask, name) =>
      mask !== 0 || (this.#outs?.byNameTable[name] ?? 0) !== 0 ? 1 : 0,
    );
    const scratch = newScratch(1024, this.#outs !== null);
    this.events = scratch.events;
    this.eventAt = scratch.eventAt;
  }

  /** @returns whether the person may have entered the funnel at all */
  read(person: number): boolean {
    const { offsets, times, names } = this.#view;
    const { fromMs, toMs, rules } = this.#scan;
    const only = this.#scan.only ?? null;
    const masks = this.masks;
    const outs = this.#outs;
    const table = masks.byNameTable;
    const outTable = outs?.byNameTable;
    const keepsAll = this.#keepsAll;
    const allowed = masks.allowedFor(person);
    const outAllowed = outs?.allowedFor(person) ?? 0;
    let first = offsets[person] as number;
    let next = offsets[person + 1] as number;
    if (this.#trims) {
      const entry = (rules.order === 'unordered' ? allowed : allowed & 1) >>> 0;
      while (first < next && ((table[names[first] as number] as number) & entry) === 0) first += 1;
      if (first === next) return false;
      const begin = offsets[person] as number;
      const end = next;
      while (!(this.#isWanted[names[next - 1] as number] as number)) next -= 1;
      while (first > begin && times[first - 1] === times[first]) first -= 1;
      while (next < end && times[next] === times[next - 1]) next += 1;
    }
    if (next - first > this.eventAt.length) {
      const scratch = newScratch((next - first) * 2, outs !== null);
      this.events = scratch.events;
      this.eventAt = scratch.eventAt;
    }
    const { events, eventAt } = this;
    let count = 0;
    let seen = 0;
    for (let i = first; i < next; i += 1) {
      let mask = ((table[names[i] as number] as number) & allowed) >>> 0;
      let out = outTable ? ((outTable[names[i] as number] as number) & outAllowed) >>> 0 : 0;
      if (mask === 0 && out === 0 && !keepsAll) continue;
      const time = times[i] as number;
      if (time < fromMs || time > toMs) continue;
      if (only !== null && !hasBit(only, i)) continue;
      if (masks.needsFilter(mask)) mask = masks.refine(mask, i);
      if (outs?.needsFilter(out)) out = outs.refine(out, i);
      if (mask === 0 && out === 0 && !keepsAll) continue;
      seen |= mask;
      events.times[count] = time;
      events.stepMasks[count] = mask;
      if (events.exclusionMasks) events.exclusionMasks[count] = out;
      eventAt[count] = i;
      count += 1;
    }
    events.from = 0;
    events.to = count;
    return count > 0 && mayEnter(rules, seen);
  }
}

/** Whether somebody can be in a funnel whose events serve these steps. */
export const mayEnter = (rules: FunnelRules, seenSteps: number): boolean =>
  rules.order === 'unordered' ? seenSteps !== 0 : (seenSteps & 1) === 1;

function newScratch(capacity: number, hasExclusions: boolean): { events: PersonEvents; eventAt: Uint32Array } {
  return { events: newEvents(capacity, hasExclusions), eventAt: new Uint32Array(capacity) };
}

/** Room for so many events of a person. */
export const newEvents = (capacity: number, hasExclusions: boolean): PersonEvents => ({
  times: new Float64Array(capacity),
  stepMasks: new Uint32Array(capacity),
  exclusionMasks: hasExclusions ? new Uint32Array(capacity) : null,
  from: 0,
  to: 0,
});
