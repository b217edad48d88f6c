import type { StreamSettings } from '../../contract/connections.ts';
import type { Statement } from '../ports/metadata-store.ts';
import { type StoredConnection, saveMapping } from './records.ts';
import type { SeenHeaders } from './seen-headers.ts';

/** A new connection, as it is kept. */
export function insertConnection(connection: StoredConnection): Statement {
  const { id, name, kind, sourceName, secrets, createdAt } = connection;
  return {
    sql: `INSERT INTO connections (id, name, kind, source_name, created_at, secrets, config, schedule, priority, is_paused,
                                   updated_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [id, name, kind, sourceName, createdAt, secrets, ...changeable(connection), createdAt],
  };
}

/** A connection as it is from now on; its kind and source stay. */
export function updateConnection(connection: StoredConnection, now: number): Statement {
  const { id, name, secrets } = connection;
  return {
    sql: `UPDATE connections SET name = ?, secrets = ?, config = ?, schedule = ?, priority = ?, is_paused = ?, updated_at = ?
           WHERE id = ?`,
    params: [name, secrets, ...changeable(connection), now, id],
  };
}

function changeable({ config, schedule, priority, isPaused }: StoredConnection): (string | number | null)[] {
  return [JSON.stringify(config), schedule && JSON.stringify(schedule), priority, isPaused ? 1 : 0];
}

/** Remembers each mapping for the columns it was made for. */
export function saveMappings(
  streams: readonly StreamSettings[],
  known: readonly { settings: StreamSettings; fields: { name: string }[] }[],
  { headers, now }: { headers: SeenHeaders; now: number },
): Statement[] {
  return streams.flatMap((settings) => {
    const fields = known.find((stream) => stream.settings.name === settings.name)?.fields ?? [];
    const names = fields.length > 0 ? fields.map(({ name }) => name) : headers.of(settings);
    return names ? [saveMapping(names, settings, now)] : [];
  });
}

/** A name for the keys a connection brings: its own as far as keys may have it, with a number where that is taken. */
export function freeSourceName(name: string, isTaken: (candidate: string) => boolean): string {
  const base =
    name
      .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'connection';
  let candidate = base;
  for (let n = 2; isTaken(candidate) || candidate === 'sample' || candidate === 'files'; n += 1) {
    candidate = `${base}-${n}`;
  }
  return candidate;
}
