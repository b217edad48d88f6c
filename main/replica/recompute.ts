import type { DuckDBConnection } from '@duckdb/node-api';
import { canonicalRelations, quoteName, type Relation } from './relations.ts';
import { type Configuration, readState, writeState } from './state-table.ts';
import { derivedTerms } from './terms.ts';

/**
 * Recomputes the columns that follow the workspace's zone or currency, in place and in one transaction, and saves the
 * new configuration with the watermark unchanged. Only columns whose setting changed are written.
 *
 * @param imported relations of the imported tables that the replica holds
 */
export async function recompute(
  connection: DuckDBConnection,
  configuration: Configuration,
  imported: readonly Relation[],
): Promise<void> {
  const saved = await readState(connection);
  if (!saved) return;
  const isNewZone = saved.configuration.zone !== configuration.zone;
  const isNewCurrency =
    saved.configuration.currency !== configuration.currency ||
    JSON.stringify(saved.configuration.rates) !== JSON.stringify(configuration.rates);
  await connection.run('BEGIN');
  try {
    for (const relation of [...Object.values(canonicalRelations), ...imported]) {
      if (isNewZone) await update(connection, relation, 'zone', configuration);
      if (isNewCurrency) await update(connection, relation, 'currency', configuration);
    }
    await writeState(connection, { ...saved, configuration });
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function update(
  connection: DuckDBConnection,
  relation: Relation,
  setting: 'zone' | 'currency',
  configuration: Configuration,
): Promise<void> {
  const followers = relation.target.filter((target) => target.follows === setting && target.recompute);
  if (followers.length === 0) return;
  const terms = derivedTerms(configuration, await instantSpan(connection, relation));
  const assignments = followers.map((target) => `${quoteName(target.name)} = ${target.recompute?.(terms)}`);
  await connection.run(`UPDATE main.${quoteName(relation.name)} t SET ${assignments.join(', ')}`);
}

/** Span (UTC ms) of all UTC instants of a relation. */
async function instantSpan(
  connection: DuckDBConnection,
  relation: Relation,
): Promise<{ fromMs: number; toMs: number }> {
  const instants = relation.target.filter((target) => target.type === 'TIMESTAMP' && !target.follows);
  if (instants.length === 0) return { fromMs: 0, toMs: 0 };
  const names = instants.map((target) => quoteName(target.name));
  const result = await connection.runAndReadAll(
    `SELECT epoch_ms(least(${names.map((name) => `min(${name})`).join(', ')})),
            epoch_ms(greatest(${names.map((name) => `max(${name})`).join(', ')})) FROM main.${quoteName(relation.name)}`,
  );
  const [lowest, highest] = result.getRows()[0] ?? [];
  return { fromMs: Number(lowest ?? 0), toMs: Number(highest ?? 0) };
}
