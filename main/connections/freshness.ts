import type { Connection, StreamFreshness, StreamSettings } from '../../contract/connections.ts';
import type { Schedule } from '../../contract/schedules.ts';
import { nextDue } from '../jobs/index.ts';
import type { ConnectionRecords, StoredConnection } from './records.ts';
import { volumeAnomaly } from './volume.ts';

const minuteMs = 60_000;
const shownSyncs = 30;
/** A scheduled stream may be this much later than the gap between two runs: the run itself takes its time. */
const graceMinutes = 15;

/** How every enabled stream of a connection stands against its promise. */
export function freshnessOf(records: ConnectionRecords, connection: StoredConnection, now: number): StreamFreshness[] {
  return records
    .streams(connection.id)
    .filter(({ settings }) => settings.isEnabled)
    .map(({ settings }) => streamFreshness(records, connection, settings, now));
}

function streamFreshness(
  records: ConnectionRecords,
  connection: StoredConnection,
  settings: StreamSettings,
  now: number,
): StreamFreshness {
  const volumes = records.volumes(connection.id, settings.name, shownSyncs);
  const last = volumes[0]?.at ?? null;
  const promised = settings.freshWithinMinutes ?? promiseOf(connection.schedule, last ?? connection.createdAt);
  const age = last === null ? null : Math.max(0, (now - last) / minuteMs);
  // Before its first success a stream is late when it should have had one.
  const waited = age ?? (now - connection.createdAt) / minuteMs;
  const isLate = promised !== null && waited > promised;
  return {
    ...{ connectionId: connection.id, connectionName: connection.name, kind: connection.kind },
    ...{ stream: settings.name, entity: settings.entity },
    state: connection.isPaused ? 'paused' : isLate ? 'late' : last === null ? 'never' : 'fresh',
    lastSuccessAt: last === null ? null : new Date(last).toISOString(),
    ageMinutes: age === null ? null : Math.round(age * 10) / 10,
    promisedMinutes: promised,
    volumes: volumes.map(({ at, rows }) => ({ at: new Date(at).toISOString(), rows })).reverse(),
    anomaly: volumeAnomaly(volumes.map(({ rows }) => rows)),
  };
}

/** The gap between the two runs after `from`, and some time for the run; null = no schedule, no promise. */
export function promiseOf(schedule: Schedule | null, from: number): number | null {
  if (schedule === null) return null;
  const first = nextDue(schedule, from);
  const second = first === null ? null : nextDue(schedule, first);
  if (first === null || second === null) return null;
  return Math.round((second - first) / minuteMs) + graceMinutes;
}

const worstFirst = ['late', 'never', 'fresh', 'paused'] as const;

/** The worst of its streams. */
export function worstState(streams: readonly StreamFreshness[]): Connection['freshness'] {
  return worstFirst.find((state) => streams.some((stream) => stream.state === state)) ?? 'never';
}
