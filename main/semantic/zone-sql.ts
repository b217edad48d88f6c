import { type ZoneTransition, zoneRules } from '../ports/zone.ts';

/** Without a date range in the query, offsets are spelled out for these years; before and after, the nearest holds. */
const firstYearMs = Date.UTC(1970, 0, 1);
const lastYearMs = Date.UTC(2100, 0, 1);

/**
 * SQL for the wall-clock time of a UTC TIMESTAMP column in a zone. Asking ICU per row is slow and an extension of its
 * own in DuckDB, so the changes of offset are written out as a balanced tree: about eight comparisons per row for a
 * century of daylight saving, one addition for a zone without.
 *
 * @param field SQL of type TIMESTAMP, UTC
 * @param range UTC ms that bound the values, when the query bounds them
 */
export function localTimeSql(field: string, zone: string, range?: { from: number; to: number }): string {
  const from = range?.from ?? firstYearMs;
  const to = range?.to ?? lastYearMs;
  const rules = zoneRules(zone);
  const transitions = rules.transitions(from, to);
  if (transitions.length === 0) {
    const seconds = Math.round(rules.offsetMs(from) / 1000);
    return seconds === 0 ? field : `(${field} + to_seconds(${seconds}))`;
  }
  return `(${field} + to_seconds(${offsetTree(field, transitions)}))`;
}

/** Offset in seconds by nested halves of the transitions. */
function offsetTree(field: string, transitions: ZoneTransition[]): string {
  const middle = Math.floor(transitions.length / 2);
  const change = transitions[middle] as ZoneTransition;
  const before = transitions.slice(0, middle);
  const after = transitions.slice(middle + 1);
  const left = before.length > 0 ? offsetTree(field, before) : seconds(change.offsetBeforeMs);
  const right = after.length > 0 ? offsetTree(field, after) : seconds(change.offsetAfterMs);
  return `CASE WHEN ${field} < TIMESTAMP '${sqlInstant(change.at)}' THEN ${left} ELSE ${right} END`;
}

function seconds(offsetMs: number): string {
  return String(Math.round(offsetMs / 1000));
}

/** `2011-03-27 01:00:00.000` */
export function sqlInstant(utcMs: number): string {
  return new Date(utcMs).toISOString().replace('T', ' ').replace('Z', '');
}

/** Which day of its step a day is. */
const dayOfStep: Record<string, string> = { month: 'day', year: 'dayofyear' };

/**
 * SQL for the first day of the month or year a time lies in; null for other steps. Stepping back from the day costs
 * half of what `date_trunc` does, which over millions of rows is most of a question's time.
 *
 * @param local SQL of type TIMESTAMP or DATE
 */
export function firstDaySql(step: string, local: string): string | null {
  const number = dayOfStep[step];
  if (number === undefined) return null;
  const day = `CAST(${local} AS DATE)`;
  return `(${day} - CAST(${number}(${day}) - 1 AS INTEGER))`;
}
