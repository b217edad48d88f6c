import type { StreamSettings } from '../../contract/connections.ts';
import type { Statement } from '../ports/metadata-store.ts';
import type { StoredStream } from './records.ts';

/** Streams of a connection as wished, in place of those it had; one that is read in another way begins anew [SY3]. */
export function replaceStreams(
  id: string,
  streams: readonly StreamSettings[],
  before: readonly StoredStream[],
): Statement[] {
  const known = new Map(before.map((stream) => [stream.settings.name, stream]));
  return [
    {
      sql: `DELETE FROM connection_streams WHERE connection_id = ? AND name NOT IN (SELECT value FROM json_each(?))`,
      params: [id, JSON.stringify(streams.map(({ name }) => name))],
    },
    ...streams.map((settings, position): Statement => {
      const old = known.get(settings.name)?.settings;
      const readsOn = old !== undefined && wayOfReading(old) === wayOfReading(settings);
      return {
        sql: `INSERT INTO connection_streams (connection_id, name, position, settings) VALUES (?, ?, ?, ?)
                ON CONFLICT (connection_id, name) DO UPDATE SET position = excluded.position, settings = excluded.settings,
                  cursor = CASE WHEN ? THEN cursor END`,
        params: [id, settings.name, position, JSON.stringify(settings), readsOn ? 1 : 0],
      };
    }),
  ];
}

/** What decides where an incremental read goes on; when it changes, the old cursor means nothing. */
function wayOfReading({ mode, cursorField, query, entity }: StreamSettings): string {
  return JSON.stringify([mode, cursorField, query, entity]);
}
