import type { DuckDBConnection } from '@duckdb/node-api';
import type { Change } from '../copy-plan.ts';
import { readState } from '../state-table.ts';
import type { Sequence } from './sequence.ts';

/**
 * The index of sessions as of what the replica holds; null where events have come or gone, so that it is to be built
 * anew.
 *
 * @param connection inside a transaction, so that everything is of one watermark
 */
export async function advanceSessions(
  connection: DuckDBConnection,
  old: Sequence,
  changes: (after: number, upTo: number) => Change[],
): Promise<Sequence | null> {
  const head = (await readState(connection))?.head;
  if (!head || head.seq < old.seq) return null;
  const isSame = changes(old.seq, head.seq).every(({ entity }) => entity !== 'events');
  return isSame ? { ...old, seq: head.seq, fingerprint: head.fingerprint } : null;
}
