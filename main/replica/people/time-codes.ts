import { zoneRules } from '../../ports/zone.ts';
import type { PeopleStep } from './question.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** In which all offsets and changes of a zone are whole, tried in this order. */
const bucketSizes = [hourMs, 900_000];
/** Some fifty years of hours. */
const mostBuckets = 500_000;
const mostCodes = 0xffff;

export interface TimeCodes {
  byBucket: Uint16Array;
  firstBucket: number;
  bucketMs: number;
  labels: string[];
}

/**
 * Codes of a step of local time for every instant from one to another: instants of one bucket share their code.
 *
 * @param kind a step of time, or the number of the weekday (1 = Monday) or of the hour
 * @returns null where the zone's offsets fit no bucket, or the span is too long
 */
export function timeCodes(
  kind: PeopleStep | 'weekday' | 'hour number',
  { zone, weekStart }: { zone: string; weekStart: number },
  span: { fromMs: number; toMs: number },
): TimeCodes | null {
  const rules = zoneRules(zone);
  const changes = rules.transitions(span.fromMs, span.toMs);
  const marks = [rules.offsetMs(span.fromMs), ...changes.flatMap(({ at, offsetAfterMs }) => [at, offsetAfterMs])];
  const bucketMs = bucketSizes.find((size) => marks.every((mark) => mark % size === 0));
  if (bucketMs === undefined) return null;
  const firstBucket = Math.floor(span.fromMs / bucketMs);
  const count = Math.floor(span.toMs / bucketMs) - firstBucket + 1;
  if (count > mostBuckets) return null;
  const byBucket = new Uint16Array(new SharedArrayBuffer(count * 2));
  const starts = startOf(kind, weekStart);
  const codes = new Map<number, number>();
  const labels: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = (firstBucket + index) * bucketMs;
    const start = starts(at + rules.offsetMs(at));
    let code = codes.get(start);
    if (code === undefined) {
      code = labels.length;
      if (code > mostCodes) return null;
      codes.set(start, code);
      labels.push(
        kind === 'weekday' || kind === 'hour number' ? String(start) : new Date(start).toISOString().slice(0, 23),
      );
    }
    byBucket[index] = code;
  }
  return { byBucket, firstBucket, bucketMs, labels };
}

/** Beginning of the step after the one that begins at a local time. */
export function nextStart(step: PeopleStep, localMs: number): number {
  if (step === 'hour') return localMs + hourMs;
  if (step === 'day' || step === 'week') return localMs + (step === 'day' ? 1 : 7) * dayMs;
  const date = new Date(localMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + { month: 1, quarter: 3, year: 12 }[step], 1);
}

/** First local ms of the step a local time lies in; for the two numbers, the number. */
function startOf(kind: PeopleStep | 'weekday' | 'hour number', weekStart: number): (localMs: number) => number {
  const dayOf = (localMs: number) => Math.floor(localMs / dayMs);
  // Day 0 was a Thursday.
  const weekday = (localMs: number) => ((((dayOf(localMs) + 3) % 7) + 7) % 7) + 1;
  switch (kind) {
    case 'weekday':
      return weekday;
    case 'hour number':
      return (localMs) => Math.floor(localMs / hourMs) - dayOf(localMs) * 24;
    case 'hour':
      return (localMs) => Math.floor(localMs / hourMs) * hourMs;
    case 'day':
      return (localMs) => dayOf(localMs) * dayMs;
    case 'week':
      return (localMs) => (dayOf(localMs) - ((weekday(localMs) - weekStart + 7) % 7)) * dayMs;
    default: {
      const months = { month: 1, quarter: 3, year: 12 }[kind];
      return (localMs) => {
        const date = new Date(localMs);
        return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % months), 1);
      };
    }
  }
}
