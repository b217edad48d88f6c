import type { Connection, Sync } from '../../contract/connections.ts';
import { secretNames } from '../../contract/connector-config.ts';
import { connectorOf } from '../connectors/index.ts';
import { describeNextRuns, type Jobs } from '../jobs/index.ts';
import type { Clock } from '../ports/clock.ts';
import { freshnessOf, worstState } from './freshness.ts';
import { jobId } from './job.ts';
import type { ConnectionRecords, StoredConnection } from './records.ts';
import { type SealedSettings, setMark } from './sealed-settings.ts';

export interface OutputDoors {
  records: ConnectionRecords;
  settings: SealedSettings;
  jobs: Jobs;
  clock: Clock;
}

/** A connection as it is answered: of its secrets only which there are. */
export function connectionOutput(
  { records, settings, jobs, clock }: OutputDoors,
  connection: StoredConnection,
  lastSync: Sync | null,
): Connection {
  const { id, name, kind, isPaused, priority, schedule } = connection;
  const connector = connectorOf(kind);
  const opened = settings.secretsOf(connection);
  const config: Record<string, unknown> = { ...connection.config };
  for (const secret of connector ? secretNames(connector.config) : []) config[secret] = opened[secret] ? setMark : null;
  const job = jobs.get(jobId(id));
  const waiting = jobs.runs({ jobId: jobId(id), openOnly: true }).find(({ status }) => status === 'queued');
  return {
    ...{ id, name, kind, isPaused, config, schedule, priority, lastSync },
    kindLabel: connector?.label ?? { 'zh-CN': kind, en: kind },
    streams: records.streams(id).map((stream) => ({
      ...stream.settings,
      fields: stream.fields,
      cursor: stream.cursor === null ? null : cursorText(stream.cursor),
    })),
    nextRuns: job?.schedule && !isPaused ? describeNextRuns(job.schedule, clock.now(), 5) : [],
    waitsUntil: waiting ? new Date(Math.max(waiting.notBefore, waiting.dueAt)).toISOString() : null,
    freshness: worstState(freshnessOf(records, connection, clock.now())),
    createdAt: new Date(connection.createdAt).toISOString(),
  };
}

/** A cursor as a reader takes it: its value where it has just one. */
function cursorText(cursor: unknown): string {
  if (typeof cursor === 'object' && cursor !== null && 'value' in cursor) return String(cursor.value);
  return typeof cursor === 'string' ? cursor : JSON.stringify(cursor).slice(0, 200);
}
