import type { EventBits, EventMatcher, SequenceView } from '../sequence/view.ts';
import { PersonReader } from './person-reader.ts';
import { type FunnelOutcome, type FunnelRules, newOutcome, type PersonEvents } from './rules.ts';
import { swiftRoad } from './swift.ts';
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
  const reader = new PersonReader(view, scan, { trims: true });
  const walker = funnelWalker(scan.rules);
  const swift = scan.wantsEvents === false ? swiftRoad(view, scan) : null;
  const quick = newOutcome(scan.steps.length);
  const { offsets } = view;
  const { includes } = scan;
  for (let person = scan.people.from; person < scan.people.to; person += 1) {
    if ((person & 8191) === 0) scan.check?.();
    if (includes && !includes(person)) continue;
    if (swift) {
      const allowed = swift.masks.allowedFor(person);
      if (swift.walk(offsets[person] as number, offsets[person + 1] as number, allowed, quick)) {
        if (quick.reached > 0 || quick.isExcluded) onPerson(person, quick, reader.eventAt, reader.events);
        continue;
      }
    }
    if (!reader.read(person)) continue;
    const outcome = walker.walk(reader.events);
    if (outcome.reached > 0 || outcome.isExcluded) onPerson(person, outcome, reader.eventAt, reader.events);
  }
}
