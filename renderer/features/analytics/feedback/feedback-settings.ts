import { z } from 'zod';
import type { npsInput } from '../../../../contract/feedback.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceBody, audienceFields } from '../frame/drafts.ts';
import { rangeSetting } from '../frame/range.ts';

export const feedbackSettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  kind: z.enum(['nps', 'csat', 'ces']).default('nps'),
  interval: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('month'),
  breakdown: z.enum(['none', 'survey', 'channel', 'agent', 'country', 'region', 'city', 'segment']).default('none'),
  /** With the days before, which tells whether a change is more than chance. */
  compare: z.boolean().default(false),
  /** With a segment's id; empty for none. */
  against: z.string().default(''),
});
export type FeedbackSettings = z.output<typeof feedbackSettings>;

/** The analysis that answers, and its body. CES goes the way of CSAT. */
export function feedbackQuestion(
  settings: FeedbackSettings,
  days: DateRange,
  before: DateRange | null,
): { kind: 'nps' | 'csat'; body: z.input<typeof npsInput> & { kind?: 'csat' | 'ces' } } {
  const { kind } = settings;
  const body = {
    dateRange: days,
    ...audienceBody(settings),
    interval: settings.interval,
    ...(settings.breakdown === 'none' ? {} : { breakdown: settings.breakdown }),
    ...(settings.compare && before ? { compareTo: before } : {}),
  };
  return kind === 'nps' ? { kind: 'nps', body } : { kind: 'csat', body: { ...body, kind } };
}

/** Scores in points with their sign: `+21`, `−4`, `0`. */
export function points(value: number | null, digits = 0): string {
  if (value === null) return '—';
  const text = Math.abs(value).toFixed(digits);
  const isZero = Number(text) === 0;
  return `${isZero ? '' : value > 0 ? '+' : '\u2212'}${text}`;
}
