import type { Language } from '../../../contract/language.ts';
import {
  formatDay,
  formatDayShort,
  formatMonth,
  formatMonthShort,
  formatRange,
  type LocalDate,
} from '../../format/index.ts';
import { type BoardScope, type DateRange, endOfStep, type Granularity, type Point } from '../../queries/index.ts';
import type { MarkPick } from './tile-context.ts';

/** Labels under a time axis; the year stands once, under its first step. */
export function stepLabels(points: readonly Point[], granularity: Granularity, language: Language): string[] {
  return points.map(({ start }, index) => {
    const label = stepLabel(start, granularity, language);
    if (granularity === 'year') return label;
    const isNewYear = start.slice(0, 4) !== points[index - 1]?.start.slice(0, 4);
    return isNewYear ? `${label}\n${start.slice(0, 4)}` : label;
  });
}

function stepLabel(start: LocalDate, granularity: Granularity, language: Language): string {
  if (granularity === 'year') return start.slice(0, 4);
  if (granularity === 'month') return formatMonthShort(start, language);
  if (granularity !== 'quarter') return formatDayShort(start, language);
  const quarter = Math.ceil(Number(start.slice(5, 7)) / 3);
  return language === 'zh-CN' ? `${quarter}季度` : `Q${quarter}`;
}

/** A step in full, as far as range and data reach: `2011年12月`, or `1–9 Dec 2011` when it is cut. */
export function stepName(
  start: LocalDate,
  granularity: Granularity,
  language: Language,
  bounds: { range: DateRange; data: DateRange },
): string {
  const end = endOfStep(start, granularity);
  const from = [start, bounds.range.from, bounds.data.from].reduce((a, b) => (a > b ? a : b));
  const to = [end, bounds.range.to, bounds.data.to].reduce((a, b) => (a < b ? a : b));
  if (from > to) return granularity === 'month' ? formatMonth(start, language) : formatDay(start, language);
  return formatRange(from, to, language);
}

/** Index of the last step when it is cut, for the dotted end of a line; null when it is whole. */
export function incompleteEnd(points: readonly Point[]): number | null {
  return points.at(-1)?.isIncomplete ? points.length - 1 : null;
}

/** A day within a chart that already says its year. */
export function dayOf(date: LocalDate, language: Language): string {
  return formatDayShort(date, language);
}

/** A step as a mark that can be chosen; nothing where there is no step. */
export function stepPicks(start: LocalDate | undefined, granularity: Granularity): MarkPick[] {
  return start === undefined ? [] : [{ kind: 'step', start, granularity }];
}

/** Whether the board is narrowed to a step of time, as far as the data have it, or to a part of it. */
export function isStepChosen(
  start: LocalDate,
  granularity: Granularity,
  { window, range }: Pick<BoardScope, 'window' | 'range'>,
): boolean {
  return Boolean(window) && start <= range.to && endOfStep(start, granularity) >= range.from;
}

/** Notes by the step they fall into; those on other days are left out. */
export function stepNotes(
  notes: readonly { date: LocalDate; text: string }[],
  points: readonly Pick<Point, 'start'>[],
  granularity: Granularity,
): { category: number; text: string }[] {
  return notes.flatMap(({ date, text }) => {
    const category = points.findIndex(({ start }) => start <= date && date <= endOfStep(start, granularity));
    return category === -1 ? [] : [{ category, text }];
  });
}

/** What people noted on a step, below its figures. */
export function noteOf(notes: readonly { category: number; text: string }[], category: number): { footnote?: string } {
  const own = notes.filter((note) => note.category === category).map(({ text }) => text);
  return own.length === 0 ? {} : { footnote: own.join(' · ') };
}

/** A part of a whole as a rounded share; empty where there is no whole. */
export function shareOf(value: number | null, whole: number | null): string {
  if (value === null || whole === null || whole <= 0) return '';
  return `${((value / whole) * 100).toFixed(1)}%`;
}

/** A whole step of time in words. */
export function stepWord(
  { start, granularity }: { start: LocalDate; granularity: Granularity },
  language: Language,
): string {
  const bounds = { from: start, to: endOfStep(start, granularity) };
  return stepName(start, granularity, language, { range: bounds, data: bounds });
}
