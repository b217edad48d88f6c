import { z } from 'zod';
import {
  type ComparedPeriod,
  type DateRange,
  type Preset,
  presetRange,
  previousPeriod,
} from '../../../queries/index.ts';

/** Named ranges analyses offer. */
export const analysisPresets = [
  'latest-month',
  'last-full-month',
  'last-7-days',
  'last-30-days',
  'last-90-days',
  'quarter-to-date',
  'year-to-date',
  'last-12-months',
  'all',
] as const satisfies readonly Preset[];

/** Dates of an analysis: a named range, counted back from the newest data, or two days. */
export const rangeSetting = z.union([
  z.object({ preset: z.enum(analysisPresets) }),
  z.object({ from: z.iso.date(), to: z.iso.date() }),
]);
export type RangeSetting = z.infer<typeof rangeSetting>;

/**
 * The local days meant, both inclusive. Twelve months begin no earlier than the first month with data: periods before
 * it would only be empty rows.
 */
export function daysOf(range: RangeSetting, data: DateRange): DateRange {
  if ('preset' in range) {
    const days = presetRange(range.preset, data);
    const first = `${data.from.slice(0, 7)}-01`;
    return range.preset === 'last-12-months' && days.from < first ? { ...days, from: first } : days;
  }
  return range.from <= range.to ? range : { from: range.to, to: range.from };
}

/** The days before, as many; whether there are any data for them is told with them. */
export function daysBefore(range: DateRange, data: DateRange): ComparedPeriod {
  return previousPeriod(range, data.from);
}
