import type { ConnectionPriority } from '../../contract/connections.ts';
import type { JobInput } from '../jobs/index.ts';
import type { StoredConnection } from './records.ts';

export const jobKind = 'sync';
export const jobId = (connectionId: string) => `sync:${connectionId}`;

const timeoutMs = 6 * 3_600_000;
/** What waits for its turn starts by this; whatever else the program has to do has 0. */
const priorities: Record<ConnectionPriority, number> = { first: 1, usual: 0, last: -1 };

/** The timer of a connection's syncs. */
export function jobOf({ id, schedule, priority, isPaused }: StoredConnection): JobInput {
  return {
    ...{ id: jobId(id), kind: jobKind, payload: { connectionId: id }, schedule, isPaused },
    ...{ priority: priorities[priority], lateness: 'catch-up', timeoutMs, maxAttempts: 5 },
  };
}
