import type { Replica } from '../replica/index.ts';
import { outOfBounds } from './behaviour/range.ts';

/**
 * Which people an analysis looks at besides its filters: those of a segment. The only place of the analyses that knows
 * how membership is kept.
 *
 * @param column SQL of a profile id
 * @param segmentId checked to be a UUID by the contract; undefined = everybody
 * @returns SQL condition
 */
export function inSegmentSql(column: string, segmentId: string | undefined): string {
  if (segmentId === undefined) return 'true';
  return `${column} IN (SELECT m.profile_id FROM segment_members m JOIN segments g ON g.id = m.segment_id
    WHERE g.uid = '${segmentId.replaceAll("'", "''")}')`;
}

/** @throws api/invalid-input when there is no such segment */
export async function checkSegment(replica: Replica, segmentId: string | undefined): Promise<void> {
  if (segmentId === undefined) return;
  const { rows } = await replica.query('SELECT 1 FROM segments WHERE uid = ?', [segmentId]);
  if (rows.length === 0) throw outOfBounds('segmentId', segmentId);
}
