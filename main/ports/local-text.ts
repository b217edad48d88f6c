import { zoneRules } from './zone.ts';

/**
 * UTC text of a local date-time text (`2011-03-27T00:00:00.000`). A time that a clock change skips is moved forward;
 * of a time that occurs twice the earlier instant is taken, and the later one when the text closes a range
 * (it ends in `.999`), so that a day always has all of its hours.
 */
export function utcText(zone: string, local: string): string {
  const localMs = Date.parse(`${local.replace(' ', 'T').slice(0, 23)}Z`);
  if (Number.isNaN(localMs)) return local;
  const rules = zoneRules(zone);
  let utcMs = rules.toUtc(localMs);
  if (local.endsWith('.999')) {
    const later = rules
      .transitions(utcMs, utcMs + 3 * 3_600_000)
      .map((change) => localMs - change.offsetAfterMs)
      .find((candidate) => candidate > utcMs && candidate + rules.offsetMs(candidate) === localMs);
    utcMs = later ?? utcMs;
  }
  return new Date(utcMs).toISOString().replace('Z', '');
}
