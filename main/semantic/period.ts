/**
 * Bounds of the period that a row of an answer is about, for measures such as "new in the period" or "up to the
 * period's end" whose definition no column can hold. The data model writes `PERIOD_START()` and `PERIOD_END()`.
 */

/** A time dimension of the question, as SQL in the question's zone. */
export interface PeriodTime {
  /** Truncated local time a row is grouped by; null when the question only has a date range. */
  groupSql: string | null;
  /** Length of a group: `1 month`. */
  interval: string | null;
  /** Local texts, both ends inclusive to the millisecond. */
  range: { from: string; to: string } | null;
}

const marker = /PERIOD_(START|END)\(\)/g;

export function hasPeriodMarkers(sql: string): boolean {
  return /PERIOD_(START|END)\(\)/.test(sql);
}

/**
 * Writes the bounds in: the latest start and the earliest (exclusive) end of all groups and ranges; without any, all
 * of history.
 */
export function withPeriod(sql: string, times: PeriodTime[]): string {
  const starts: string[] = [];
  const ends: string[] = [];
  for (const { groupSql, interval, range } of times) {
    if (groupSql && interval) {
      starts.push(groupSql);
      ends.push(`(${groupSql} + INTERVAL '${interval}')`);
    }
    if (range) {
      starts.push(`TIMESTAMP '${range.from}'`);
      ends.push(`(TIMESTAMP '${range.to}' + INTERVAL 1 MILLISECOND)`);
    }
  }
  const start = bound('GREATEST', starts, "TIMESTAMP '-infinity'");
  const end = bound('LEAST', ends, "TIMESTAMP 'infinity'");
  return sql.replace(marker, (_, side: string) => (side === 'START' ? start : end));
}

function bound(choice: string, candidates: string[], unbounded: string): string {
  if (candidates.length === 0) return unbounded;
  return candidates.length === 1 ? (candidates[0] as string) : `${choice}(${candidates.join(', ')})`;
}

const months: Record<string, string> = { quarter: '3 months' };

/** `month` → `1 month`; an interval of a custom granularity as it is. */
export function intervalOf(granularity: string, custom: string | undefined): string {
  if (custom && !/^1 \w+$/.test(custom)) return custom;
  const unit = custom ? custom.slice(2) : granularity;
  return months[unit] ?? `1 ${unit}`;
}
