import { rfmSegmentNames } from '../../../contract/customer-value.ts';
import type { RfmColumns } from './scores.ts';

/** The eleven cells of the grid, best first. Names in both languages are the reader's business (`rfm.<segment>`). */
export const rfmSegments = rfmSegmentNames;
export type RfmSegment = (typeof rfmSegments)[number];

/**
 * Cell by recency (rows, 5 = most recent) and the mean of frequency and monetary, rounded half up (columns, 1..5).
 * Every one of the 25 combinations belongs to exactly one segment.
 */
const grid: Record<1 | 2 | 3 | 4 | 5, readonly RfmSegment[]> = {
  5: ['new', 'potential_loyalist', 'potential_loyalist', 'champions', 'champions'],
  4: ['promising', 'potential_loyalist', 'potential_loyalist', 'loyal', 'champions'],
  3: ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal'],
  2: ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'],
  1: ['lost', 'lost', 'at_risk', 'at_risk', 'cannot_lose'],
};

/** Segment of a customer with these scores. */
export function rfmSegment({ recency, frequency, monetary }: Record<keyof RfmColumns, number>): RfmSegment {
  const value = Math.floor((frequency + monetary) / 2 + 0.5);
  const row = grid[Math.min(5, Math.max(1, recency)) as 1 | 2 | 3 | 4 | 5];
  return row[Math.min(5, Math.max(1, value)) - 1] as RfmSegment;
}
