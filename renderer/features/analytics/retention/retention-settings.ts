import { z } from 'zod';
import type { retentionInput } from '../../../../contract/analytics.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceBody, audienceFields, breakdownSetting, draftEntity, entityBody, entityOf } from '../frame/drafts.ts';
import { cohortRange, eventToStartWith } from '../frame/lately.ts';
import type { Period } from '../frame/periods.ts';
import { type RangeSetting, rangeSetting } from '../frame/range.ts';
import type { World } from '../frame/world.ts';

export const periods = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export const retentionMetrics = ['rate', 'count', 'revenue', 'cumulative'] as const;

export const retentionSettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  target: draftEntity,
  returning: draftEntity,
  period: z.enum(periods).default('month'),
  type: z.enum(['first_time', 'recurring']).default('first_time'),
  mode: z.enum(['on', 'on_or_after']).default('on'),
  minimumOccurrences: z.number().int().min(1).max(1_000_000).default(1),
  /** As written: `1, 2-3, 4-6`; empty for none. */
  brackets: z.string().max(500).default(''),
  breakdown: breakdownSetting.nullable().default(null),
  metric: z.enum(retentionMetrics).default('rate'),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
export type RetentionSettings = z.output<typeof retentionSettings>;
export type RetentionBody = z.input<typeof retentionInput> & Pick<RetentionSettings, 'period'>;

export function givenRetention(world: Pick<World, 'events' | 'data'>): RetentionSettings {
  const event = entityOf(eventToStartWith(world));
  return retentionSettings.parse({ range: cohortRange(world.data), target: event, returning: event });
}

/** Dates that suit a period: a table one can read. */
export function rangeFor(period: Period): RangeSetting {
  const presets = {
    hour: 'last-7-days',
    day: 'last-30-days',
    week: 'last-90-days',
    month: 'last-12-months',
    quarter: 'all',
    year: 'all',
  } as const;
  return { preset: presets[period] };
}

/** Bounds of grouped periods from `1, 2-3, 4-6`; null where it cannot be read. Empty means none. */
export function parseBrackets(text: string): [number, number][] | null {
  const parts = text.split(/[,，;；\s]+/).filter(Boolean);
  const brackets: [number, number][] = [];
  for (const part of parts) {
    const [, from, to] = /^(\d{1,3})(?:[-–~](\d{1,3}))?$/.exec(part) ?? [];
    if (from === undefined) return null;
    const bracket: [number, number] = [Number(from), Number(to ?? from)];
    if (bracket[0] < 1 || bracket[1] < bracket[0] || bracket[1] > 500) return null;
    brackets.push(bracket);
  }
  return brackets.length > 50 ? null : brackets;
}

/** Most columns of a table; with more the rows are not cut but nobody could read them. */
const mostIntervals = 60;

/** @param newest the last local day with data: a period that ends after it is not over, whatever the clock says */
export function retentionBody(settings: RetentionSettings, days: DateRange, newest: string): RetentionBody {
  const brackets = parseBrackets(settings.brackets) ?? [];
  const length = lengthIn(settings.period, days);
  const isMoney = settings.metric === 'revenue' || settings.metric === 'cumulative';
  const { breakdown } = settings;
  return {
    dateRange: days,
    ...audienceBody(settings),
    target: entityBody(settings.target),
    returning: entityBody(settings.returning),
    period: settings.period,
    completeTo: newest,
    ...(length > mostIntervals ? { intervals: mostIntervals } : {}),
    ...(settings.type === 'first_time' ? {} : { type: settings.type }),
    ...(settings.mode === 'on' ? {} : { mode: settings.mode }),
    ...(settings.minimumOccurrences > 1 ? { minimumOccurrences: settings.minimumOccurrences } : {}),
    ...(brackets.length > 0 ? { brackets } : {}),
    ...(isMoney ? { revenue: true } : {}),
    ...(breakdown && !isMoney ? { breakdown: { properties: [breakdown.property], source: breakdown.source } } : {}),
  };
}

const daysIn: Record<Period, number> = { hour: 1 / 24, day: 1, week: 7, month: 30, quarter: 91, year: 365 };
function lengthIn(period: Period, { from, to }: DateRange): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 / daysIn[period];
}
