import type { Language } from '../../../../contract/language.ts';
import { formatDay, formatDayShort, formatMonth, formatRange } from '../../../format/index.ts';

export type Period = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const quarter = (start: string) => Math.floor((Number(start.slice(5, 7)) - 1) / 3) + 1;
const dayMs = 86_400_000;

/** A period by its first local day (for hours with its time), in full: `13–19 Mar 2011`, `2011年3月`, `Q1 2011`. */
export function periodName(start: string, period: Period, language: Language): string {
  const day = start.slice(0, 10);
  switch (period) {
    case 'hour':
      return `${formatDay(day, language)} ${start.slice(11, 16)}`;
    case 'day':
      return formatDay(day, language);
    case 'week': {
      const last = new Date(Date.parse(`${day}T12:00:00Z`) + 6 * dayMs).toISOString().slice(0, 10);
      return formatRange(day, last, language);
    }
    case 'month':
      return formatMonth(day, language);
    case 'quarter':
      return language === 'zh-CN' ? `${day.slice(0, 4)}年${quarter(day)}季度` : `Q${quarter(day)} ${day.slice(0, 4)}`;
    case 'year':
      return language === 'zh-CN' ? `${day.slice(0, 4)}年` : day.slice(0, 4);
  }
}

/** The same for an axis or the head of a row, where the year is said elsewhere. */
export function shortPeriodName(start: string, period: Period, language: Language): string {
  const day = start.slice(0, 10);
  if (period === 'hour') return start.slice(11, 16);
  if (period === 'day' || period === 'week') return formatDayShort(day, language);
  return periodName(start, period, language);
}
