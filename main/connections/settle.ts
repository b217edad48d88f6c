import type { Hub, ImportRecord } from '../hub/index.ts';
import type { Clock } from '../ports/clock.ts';
import { type ConnectionRecords, moveCursor, type StoredSegment } from './records.ts';

/** Resolves when an import is over, or with null when the wait was given up. */
export function whenOver(hub: Hub, importId: string, signal?: AbortSignal): Promise<ImportRecord | null> {
  return new Promise((resolve) => {
    const end = (record: ImportRecord | null) => {
      stop();
      signal?.removeEventListener('abort', giveUp);
      resolve(record);
    };
    const giveUp = () => end(null);
    const look = () => {
      const record = hub.getImport(importId);
      if (record === null || (record.status !== 'queued' && record.status !== 'running')) end(record);
    };
    const stop = hub.on('import', (id) => {
      if (id === importId) look();
    });
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    else look();
  });
}

export interface SettleOptions {
  hub: Hub;
  records: ConnectionRecords;
  clock: Clock;
  signal?: AbortSignal;
}

/**
 * Brings the cursors of a connection up to what is in the store: segment by segment in their order, each when its import
 * is over. A segment that could not be imported stops its stream there: later ones of the same sync move nothing, and
 * the next sync reads on from the last good one. Safe to call at any time and after any crash.
 *
 * @returns the import that failed first, by stream
 */
export async function settleSegments(connectionId: string, options: SettleOptions): Promise<Map<string, ImportRecord>> {
  const { hub, records, clock, signal } = options;
  const failed = new Map<string, ImportRecord>();
  for (const segment of records.unsettled(connectionId)) {
    const record = await whenOver(hub, segment.importId, signal);
    if (signal?.aborted) return failed;
    if (record !== null && record.status !== 'succeeded' && !failed.has(segment.stream))
      failed.set(segment.stream, record);
    const isWhole = record?.status === 'succeeded' && !records.hasGapBefore(segment);
    const moves = segment.movesCursor && isWhole;
    await records.write(
      { sql: 'UPDATE sync_segments SET settled_at = ? WHERE import_id = ?', params: [clock.now(), segment.importId] },
      ...(moves ? [cursorOf(segment)] : []),
    );
  }
  return failed;
}

function cursorOf({ connectionId, stream, cursorAfter }: StoredSegment) {
  return moveCursor(connectionId, stream, cursorAfter);
}
