import {
  addDays,
  addMonths,
  type DateRange,
  endOfMonth,
  type LocalDate,
  startOfMonth,
} from '../../../queries/index.ts';

interface Moved {
  /** The question's own day; null: the newest with data. */
  asOf: LocalDate | null;
  /** How far back. */
  months: number;
  /** Calendar months the question reads, the day's own included; left out: whatever there is. */
  reads?: number;
}

/** The same question as of a day that many months earlier; null where the data do not reach back that far. */
export function monthsEarlier(body: object, { asOf, months, reads }: Moved, data: DateRange): object | null {
  const day = dayEarlier(asOf ?? data.to, months);
  const hasData = reads === undefined ? day > data.from : startOfMonth(addMonths(day, 1 - reads)) >= data.from;
  return hasData ? { ...body, asOf: day } : null;
}

/** The end of a month becomes the end of another, and no other day does: as many months are whole then as now. */
function dayEarlier(day: LocalDate, months: number): LocalDate {
  const moved = addMonths(day, -months);
  if (day === endOfMonth(day)) return endOfMonth(moved);
  return moved === endOfMonth(moved) ? addDays(moved, -1) : moved;
}
