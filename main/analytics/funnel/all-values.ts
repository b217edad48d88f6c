import type { SequenceView } from '../sequence/view.ts';
import { PersonReader } from './person-reader.ts';
import type { PickedRoad } from './picked-road.ts';
import { type FunnelOutcome, newOutcome } from './rules.ts';
import type { FunnelScan } from './scan.ts';
import { swiftRoad } from './swift.ts';
import { funnelWalker } from './walk.ts';

interface AllScan extends FunnelScan {
  /** Told everybody's outcome in the funnel of all values together, which many a value's own is as well. */
  onAll?: (outcome: FunnelOutcome) => void;
}

/** A person's outcome in the funnel of all values together, told and given back; null = they are not in it. */
export function allValues(view: SequenceView, scan: AllScan): (person: number) => FunnelOutcome | null {
  const swift = swiftRoad(view, scan);
  const quick = newOutcome(scan.rules.stepCount);
  const long = longWay(view, scan);
  const { offsets } = view;
  return (person) => {
    const allowed = swift?.masks.allowedFor(person) ?? 0;
    const isQuick = swift?.walk(offsets[person] as number, offsets[person + 1] as number, allowed, quick) ?? false;
    return told(scan, isQuick ? quick : long(person));
  };
}

/** The same from the events of the person that a road has gathered. */
export function allOnRoad(
  view: SequenceView,
  scan: AllScan,
  road: PickedRoad,
): (person: number, count: number) => FunnelOutcome | null {
  const long = longWay(view, scan);
  return (person, count) => told(scan, road.walk(road.at, count) ?? long(person));
}

function told({ onAll }: AllScan, outcome: FunnelOutcome | null): FunnelOutcome | null {
  if (!outcome || (outcome.reached === 0 && !outcome.isExcluded)) return null;
  onAll?.(outcome);
  return outcome;
}

function longWay(view: SequenceView, scan: FunnelScan): (person: number) => FunnelOutcome | null {
  const reader = new PersonReader(view, scan, { trims: true });
  const walker = funnelWalker(scan.rules);
  return (person) => (reader.read(person) ? walker.walk(reader.events) : null);
}
