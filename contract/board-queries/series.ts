import { type CubeRow, figure, type Granularity } from './cube-query.ts';

import type { Member } from './members.ts';
import { type DateRange, endOfStep, isIncompleteStep, type LocalDate, stepsOf } from './period.ts';

export interface Point {
  /** First day of the step. */
  start: LocalDate;
  /** Null where there is no data; nought is data. */
  value: number | null;
  /** The step is cut by the range or by the newest data, so it must not be read as a fall. */
  isIncomplete: boolean;
}

/**
 * One point per step of the range, in order. A step without rows is nought for a measure that adds up, as long as it
 * lies within the data; for a ratio, and outside the data, it is null.
 */
export function pointsOf(
  rows: readonly CubeRow[],
  measure: Pick<Member, 'name' | 'isAdditive'>,
  axis: { key: string; granularity: Granularity; range: DateRange; data: DateRange },
): Point[] {
  const values = new Map(rows.map((row) => [String(row[axis.key]).slice(0, 10), figure(row[measure.name])]));
  return stepsOf(axis.range, axis.granularity).map((start) => {
    const isInData = start <= axis.data.to && endOfStep(start, axis.granularity) >= axis.data.from;
    return {
      start,
      value: values.get(start) ?? (isInData && measure.isAdditive ? 0 : null),
      isIncomplete: isIncompleteStep(start, axis.granularity, axis.range, axis.data),
    };
  });
}
