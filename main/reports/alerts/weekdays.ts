import { addDays, type CubeQuery, type DateRange, figure, type Member } from '../../../contract/board-queries/index.ts';
import type { Reader, ReportFigures } from '../figures.ts';

const weeksBack = 8;

/** A day, and the same weekday of the eight weeks before it, newest first; weeks before the first data are left out. */
export interface Weekdays {
  /** Null: there is no figure. Of one that adds up a day without rows is 0. */
  latest: number | null;
  before: number[];
}

/** The figure on `day` and on the same weekday of the weeks before, in one question. */
export async function weekdaysOf(
  day: string,
  of: {
    query: (range: DateRange) => CubeQuery;
    member: Pick<Member, 'name' | 'isAdditive'>;
    timeMember: string;
    /** First day with data. */
    firstDay: string;
    figures: Pick<ReportFigures, 'load'>;
    reader: Reader;
    signal?: AbortSignal;
  },
): Promise<Weekdays> {
  const { query, member, timeMember, firstDay, figures, reader, signal } = of;
  const asked = query({ from: addDays(day, -7 * weeksBack), to: day });
  const timeDimensions = (asked.timeDimensions ?? []).map((one) => ({ ...one, granularity: 'day' as const }));
  const { data } = await figures.load({ ...asked, timeDimensions }, reader, signal);
  const byDay = new Map(data.map((row) => [String(row[`${timeMember}.day`]).slice(0, 10), figure(row[member.name])]));
  const at = (one: string) => byDay.get(one) ?? (member.isAdditive ? 0 : null);
  const before = Array.from({ length: weeksBack }, (_, week) => addDays(day, -7 * (week + 1)))
    .filter((one) => one >= firstDay)
    .map(at)
    .filter((value) => value !== null);
  return { latest: at(day), before };
}

/** The newest day of a range that is over: the newest day with data may still be running. */
export function newestWholeDay(range: DateRange, data: DateRange): string {
  return range.to < data.to ? range.to : addDays(data.to, -1);
}
