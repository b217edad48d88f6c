import { zoneRules } from '../ports/zone.ts';

/**
 * SQL for the wall-clock TIMESTAMP of an instant in a zone, right for every instant in `fromMs..toMs` (UTC ms).
 * The zone's changes of offset in that span become a balanced CASE: some ten comparisons per row for a century, none
 * for a span without a change. DuckDB's own zone functions ask ICU per row and are some 50 times slower.
 *
 * @param utcMsSql expression of type BIGINT, UTC ms, may be null
 */
export function localTimestampSql(zone: string, fromMs: number, toMs: number, utcMsSql: string): string {
  const rules = zoneRules(zone);
  const changes = rules.transitions(fromMs, toMs);
  const offsets = [rules.offsetMs(fromMs), ...changes.map((change) => change.offsetAfterMs)];
  const offsetOf = (low: number, high: number): string => {
    if (low === high) return String(offsets[low]);
    const middle = Math.ceil((low + high) / 2);
    const at = changes[middle - 1]?.at;
    return `CASE WHEN ${utcMsSql} < ${at} THEN ${offsetOf(low, middle - 1)} ELSE ${offsetOf(middle, high)} END`;
  };
  return `make_timestamp_ms(${utcMsSql} + ${offsetOf(0, offsets.length - 1)})`;
}
