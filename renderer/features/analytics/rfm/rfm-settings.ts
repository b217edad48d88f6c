import { z } from 'zod';
import type { rfmInput, rfmSegmentNames } from '../../../../contract/customer-value.ts';
import { addMonths, type DateRange } from '../../../queries/index.ts';

export type RfmSegment = (typeof rfmSegmentNames)[number];

export const rfmSettings = z.object({
  asOf: z.iso.date().nullable().default(null),
  /** Months before that day to compare with; 0 for none. */
  monthsBack: z.number().int().min(0).max(60).default(3),
  rule: z.enum(['rfm', 'quantile']).default('rfm'),
  segmentId: z.string().optional(),
  /** A segment's id to compare shares with, or nothing. */
  compare: z.string().default(''),
});
export type RfmSettings = z.output<typeof rfmSettings>;

export function rfmBody(settings: RfmSettings, data: DateRange): z.input<typeof rfmInput> {
  const day = settings.asOf ?? data.to;
  const before = settings.monthsBack === 0 ? null : addMonths(day, -settings.monthsBack);
  return {
    ...(settings.asOf === null ? {} : { asOf: settings.asOf }),
    ...(settings.rule === 'rfm' ? {} : { rule: settings.rule }),
    ...(settings.segmentId === undefined ? {} : { segmentId: settings.segmentId }),
    ...(before !== null && before > data.from ? { compareTo: before } : {}),
  };
}

/** The question without the earlier day, which only moves between segments need. */
export function withoutMoves(body: object): object {
  const { compareTo: _, ...asked } = body as { compareTo?: string };
  return asked;
}

/** Segment of each cell: recency score 5 to 1 by rows, mean of the other two scores 1 to 5 by columns (docs/spec/rfm.md). */
export const rfmGrid: readonly (readonly RfmSegment[])[] = [
  ['new', 'potential_loyalist', 'potential_loyalist', 'champions', 'champions'],
  ['promising', 'potential_loyalist', 'potential_loyalist', 'loyal', 'champions'],
  ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal'],
  ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'],
  ['lost', 'lost', 'at_risk', 'at_risk', 'cannot_lose'],
];

/** Column of a score: the mean of frequency and monetary, halves up. */
export function columnOf(frequency: number, monetary: number): number {
  return Math.floor((frequency + monetary) / 2 + 0.5);
}

/** Index of a segment from the best (0) to the worst. */
export const worth: Record<RfmSegment, number> = {
  champions: 0,
  loyal: 1,
  potential_loyalist: 2,
  new: 3,
  promising: 4,
  need_attention: 5,
  about_to_sleep: 6,
  cannot_lose: 7,
  at_risk: 8,
  hibernating: 9,
  lost: 10,
};
