import type { DuckDBConnection } from '@duckdb/node-api';
import type { LogHead } from './source.ts';

/** Raised whenever relations or derived columns change meaning: an older replica is rebuilt. */
export const replicaFormat = 2;

/** What local and base-currency columns were computed with. */
export interface Configuration {
  /** IANA zone of the workspace. */
  zone: string;
  /** ISO 4217 of the workspace. */
  currency: string;
  /** Units of the workspace currency per unit of another, as decimal strings. */
  rates: Record<string, string>;
}

export interface SavedState {
  format: number;
  head: LogHead;
  configuration: Configuration;
}

/** Makes the tables that are nobody's business but the replica's. */
export async function createInternalTables(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS internal');
  await connection.run('CREATE TABLE IF NOT EXISTS internal.state (content VARCHAR)');
  await connection.run(
    'CREATE TABLE IF NOT EXISTS internal.profile_firsts (profile_id BIGINT, first_order_ms BIGINT, first_event_ms BIGINT)',
  );
}

/** The saved state; null in a new file. Anything unreadable counts as damage and throws. */
export async function readState(connection: DuckDBConnection): Promise<SavedState | null> {
  const tables = await connection.runAndReadAll(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = 'internal' AND table_name = 'state'",
  );
  if (tables.currentRowCount === 0) return null;
  const rows = (await connection.runAndReadAll('SELECT content FROM internal.state')).getRows();
  const states = rows.flatMap(([content]) => (typeof content === 'string' ? [JSON.parse(content) as SavedState] : []));
  return states.reduce<SavedState | null>(
    (newest, state) => (newest && newest.head.seq > state.head.seq ? newest : state),
    null,
  );
}

/** Replaces the saved state; call inside the transaction that copies. */
export async function writeState(connection: DuckDBConnection, state: SavedState): Promise<void> {
  await connection.run('DELETE FROM internal.state');
  await connection.run('INSERT INTO internal.state VALUES ($1)', [JSON.stringify(state)]);
}

/**
 * Adds a state that is newer than those there: it is the one read from then on, and replaced with them later. For a
 * transaction that began long ago: removing what others have renewed meanwhile would be a conflict.
 */
export async function addState(connection: DuckDBConnection, state: SavedState): Promise<void> {
  await connection.run('INSERT INTO internal.state VALUES ($1)', [JSON.stringify(state)]);
}
