import { zoneRules } from '../../ports/zone.ts';
import type { Incremental } from './description.ts';

const dayMs = 86_400_000;
const localTime = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?$/;

/** A cursor value as an instant, UTC ms; null when it is none (an id, a number that only grows). */
export function instantOf(value: string, { format, zone }: Incremental): number | null {
  if (format === 'as_is') return null;
  if (format === 'seconds' || format === 'milliseconds') {
    const number = Number(value);
    if (Number.isFinite(number) && value !== '') return format === 'seconds' ? number * 1000 : number;
  }
  const local = localTime.exec(value);
  if (local) {
    const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '0'] = local;
    const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
    return zoneRules(format === 'local' ? zone : 'UTC').toUtc(wall + Number(fraction.padEnd(3, '0')));
  }
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

/** An instant as the API wants it. */
export function writeInstant(utcMs: number, { format, zone }: Incremental): string {
  if (format === 'seconds') return String(Math.floor(utcMs / 1000));
  if (format === 'milliseconds') return String(utcMs);
  if (format !== 'local') return new Date(utcMs).toISOString();
  return new Date(zoneRules(zone).toLocal(utcMs)).toISOString().slice(0, 19).replace('T', ' ');
}

/** Which of two cursor values is further on: as instants, as numbers, else as texts. */
export function isFurther(value: string, than: string, incremental: Incremental): boolean {
  const [a, b] = [instantOf(value, incremental), instantOf(than, incremental)];
  if (a !== null && b !== null) return a > b;
  const [m, n] = [Number(value), Number(than)];
  if (Number.isFinite(m) && Number.isFinite(n)) return m > n;
  return value > than;
}

export interface Span {
  cursor: string | undefined;
  until: string | undefined;
  /** Where the next span begins. */
  untilMs: number | null;
}

/**
 * What to ask for: everything after the cursor, or span by span where the API limits how long one may be.
 *
 * @param lookbackSeconds begin so much earlier, for records that were changed late
 */
export function spansOf(
  saved: string | null,
  incremental: Incremental,
  { nowMs, lookbackSeconds }: { nowMs: number; lookbackSeconds: number },
): Span[] {
  const from = saved ?? (incremental.initial === '' ? null : incremental.initial);
  if (from === null) return [{ cursor: undefined, until: undefined, untilMs: null }];
  const instant = instantOf(from, incremental);
  const start = instant === null || saved === null ? instant : instant - lookbackSeconds * 1000;
  if (start === null) return [{ cursor: from, until: undefined, untilMs: null }];
  const length = (incremental.window_days ?? Number.POSITIVE_INFINITY) * dayMs;
  const spans: Span[] = [];
  for (let at = start; spans.length === 0 || at < nowMs; at += length) {
    const end = Math.min(at + length, Math.max(nowMs, at));
    spans.push({
      cursor: writeInstant(at, incremental),
      until: writeInstant(end, incremental),
      untilMs: incremental.window_days === undefined ? null : end,
    });
    if (!Number.isFinite(length)) break;
  }
  return spans;
}
