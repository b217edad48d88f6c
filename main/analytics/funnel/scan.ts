import { type EventBits, EventMasks, type EventMatcher, hasBit, type SequenceView } from '../sequence/view.ts';
import { type FunnelOutcome, type FunnelRules, newOutcome, type PersonEvents } from './rules.ts';
import { swiftWalk } from './swift.ts';
import { funnelWalker } from './walk.ts';

export interface FunnelScan {
  rules: FunnelRules;
  steps: readonly EventMatcher[];
  exclusions: readonly EventMatcher[];
  /** Events outside are not seen at all (FN8); both ends inclusive, UTC ms. */
  fromMs: number;
  toMs: number;
  /** Other events are not seen at all; left out = all are. */
  only?: EventBits | null;
  /** First person and the one after the last: workers share the people between them. */
  people: { from: number; to: number };
  /** Of these only some; left out = all. */
  includes?: ((person: number) => boolean) | undefined;
  /** False: `onPerson` looks at the outcome's numbers and times only, which is several times quicker. */
  wantsEvents?: boolean;
  /** Called every few thousand people; ends the scan by throwing. */
  check?: () => void;
}

/**
 * Walks the funnel of each person of a view.
 *
 * @param onPerson called for everybody who entered or was excluded; `eventAt` turns the outcome's event indexes into
 *   indexes of the view, `events` are those that were looked at (with `wantsEvents`). All are overwritten for the next
 *   person.
 */
export function scanFunnel(
  view: SequenceView,
  scan: FunnelScan,
  onPerson: (person: number, outcome: FunnelOutcome, eventAt: Uint32Array, events: PersonEvents) => void,
): void {
  const masks = new EventMasks(view.nameCount, scan.steps);
  const outs = scan.exclusions.length > 0 ? new EventMasks(view.nameCount, scan.exclusions) : null;
  const walker = funnelWalker(scan.rules);
  const keepsAll = scan.rules.order === 'strict';
  const { offsets, times, names } = view;
  const table = masks.byNameTable;
  const outTable = outs?.byNameTable;
  const only = scan.only ?? null;
  const swift = scan.wantsEvents === false ? swiftWalk(view, scan, masks) : null;
  const quick = newOutcome(scan.steps.length);
  const { includes } = scan;
  let scratch = newScratch(1024, outs !== null);
  for (let person = scan.people.from; person < scan.people.to; person += 1) {
    if ((person & 8191) === 0) scan.check?.();
    if (includes && !includes(person)) continue;
    const first = offsets[person] as number;
    const next = offsets[person + 1] as number;
    if (next - first > scratch.eventAt.length) scratch = newScratch((next - first) * 2, outs !== null);
    const allowed = masks.allowedFor(person);
    const { events, eventAt } = scratch;
    if (swift?.(first, next, allowed, quick)) {
      if (quick.reached > 0) onPerson(person, quick, eventAt, events);
      continue;
    }
    const outAllowed = outs?.allowedFor(person) ?? 0;
    let count = 0;
    let seen = 0;
    for (let i = first; i < next; i += 1) {
      let mask = ((table[names[i] as number] as number) & allowed) >>> 0;
      let out = outTable ? ((outTable[names[i] as number] as number) & outAllowed) >>> 0 : 0;
      if (mask === 0 && out === 0 && !keepsAll) continue;
      const time = times[i] as number;
      if (time < scan.fromMs || time > scan.toMs) continue;
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
    if (count === 0 || !mayEnter(scan.rules, seen)) continue;
    events.to = count;
    const outcome = walker.walk(events);
    if (outcome.reached > 0 || outcome.isExcluded) onPerson(person, outcome, eventAt, events);
  }
}

const mayEnter = (rules: FunnelRules, seenSteps: number): boolean =>
  rules.order === 'unordered' ? seenSteps !== 0 : (seenSteps & 1) === 1;

function newScratch(capacity: number, hasExclusions: boolean): { events: PersonEvents; eventAt: Uint32Array } {
  return {
    events: {
      times: new Float64Array(capacity),
      stepMasks: new Uint32Array(capacity),
      exclusionMasks: hasExclusions ? new Uint32Array(capacity) : null,
      from: 0,
      to: 0,
    },
    eventAt: new Uint32Array(capacity),
  };
}
