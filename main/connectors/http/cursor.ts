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
    const isLocal = format === 'local' || format === 'iso_local';
    return zoneRules(isLocal ? zone : 'UTC').toUtc(wall + Number(fraction.padEnd(3, '0')));
  }
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

/** An instant as records hold it. */
export function writeInstant(utcMs: number, { format, zone }: Incremental): string {
  if (format === 'seconds') return String(Math.floor(utcMs / 1000));
  if (format === 'milliseconds') return String(utcMs);
  if (format !== 'local' && format !== 'iso_local') return new Date(utcMs).toISOString();
  const local = new Date(zoneRules(zone).toLocal(utcMs)).toISOString().slice(0, 19);
  return format === 'local' ? local.replace('T', ' ') : local;
}

/** An instant as the API wants it in a request. */
function writeParameter(utcMs: number, incremental: Incremental): string {
  return writeInstant(utcMs, { ...incremental, format: incremental.parameter_format ?? incremental.format });
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
  /** Null where the API is asked for everything at once. */
  bounds: { fromMs: number; untilMs: number } | null;
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
  if (from === null) return [{ cursor: undefined, until: undefined, bounds: null }];
  const instant = instantOf(from, incremental);
  const backSeconds = lookbackSeconds + incremental.step_back_seconds;
  const start = instant === null || saved === null ? instant : instant - backSeconds * 1000;
  if (start === null) return [{ cursor: from, until: undefined, bounds: null }];
  const length = (incremental.window_days ?? Number.POSITIVE_INFINITY) * dayMs;
  const spans: Span[] = [];
  for (let at = start; spans.length === 0 || at < nowMs; at += length) {
    const end = Math.min(at + length, Math.max(nowMs, at));
    const span = spanOf(at, end, incremental);
    spans.push(incremental.window_days === undefined ? { ...span, bounds: null } : span);
    if (!Number.isFinite(length)) break;
  }
  return spans;
}

function spanOf(fromMs: number, untilMs: number, incremental: Incremental): Span {
  return {
    cursor: writeParameter(fromMs, incremental),
    until: writeParameter(untilMs, incremental),
    bounds: { fromMs, untilMs },
  };
}

/** A span in two, cut at a full second; null when it is too short for that. */
export function halvesOf({ bounds }: Span, incremental: Incremental): [Span, Span] | null {
  if (bounds === null) return null;
  const { fromMs, untilMs } = bounds;
  const middle = Math.floor((fromMs + untilMs) / 2000) * 1000;
  if (middle <= fromMs || middle >= untilMs) return null;
  return [spanOf(fromMs, middle, incremental), spanOf(middle, untilMs, incremental)];
}
