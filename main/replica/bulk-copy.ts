import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { StageColumn } from './relations.ts';
import { quoteName } from './relations.ts';
import { chunkRows, StageChunk } from './stage-chunk.ts';

/** Rows per INSERT: one row group of DuckDB, so that it is compressed and written once. */
const batchRows = 60 * chunkRows;
const sqlType = { integer: 'BIGINT', text: 'VARCHAR', real: 'DOUBLE' } as const;

/** A staged batch: its temporary table and the span of its instants (UTC ms). */
export interface StagedBatch {
  table: string;
  fromMs: number;
  toMs: number;
}

export interface BulkCopy {
  name: string;
  columns: readonly StageColumn[];
  /** Chunks of at most `chunkRows` rows. */
  rows: Iterable<unknown[][]>;
  /** SQL that takes a staged batch over; runs on DuckDB's threads while the next batch is read. */
  insert: (batch: StagedBatch) => string;
}

/**
 * Reads rows on this thread and lets DuckDB take them over batch by batch, in the transaction open on `connection`.
 * Two batches are under way at most: one being read, one being inserted. Pauses between chunks so that queries and
 * messages go on.
 *
 * @returns the number of rows copied
 */
export async function bulkCopy(connection: DuckDBConnection, copy: BulkCopy): Promise<number> {
  const chunk = new StageChunk(copy.columns);
  const instants = copy.columns.flatMap((column, index) => (column.isInstant ? [index] : []));
  let total = 0;
  let staged = 0;
  let batch = await openBatch(connection, copy, 0);
  let inserting: Promise<unknown> = Promise.resolve();
  const hand = async (isLast: boolean): Promise<void> => {
    await inserting;
    batch.appender.closeSync();
    const full = batch;
    // The connection is busy during the insert, so the next stage is made before; appending to it only fills memory.
    if (!isLast) batch = await openBatch(connection, copy, 1 - full.slot);
    inserting = connection.run(copy.insert(full));
    inserting.catch(() => undefined);
    staged = 0;
  };
  try {
    for (const rows of copy.rows) {
      widen(batch, rows, instants);
      chunk.fill(rows);
      batch.appender.appendDataChunk(chunk.chunk);
      staged += rows.length;
      total += rows.length;
      if (staged >= batchRows) await hand(false);
      else await nextTurn();
    }
    await hand(true);
    await inserting;
  } catch (error) {
    await inserting.catch(() => undefined);
    throw error;
  }
  for (const slot of [0, 1]) await connection.run(`DROP TABLE IF EXISTS temp.${quoteName(stageName(copy.name, slot))}`);
  return total;
}

interface OpenBatch extends StagedBatch {
  slot: number;
  appender: DuckDBAppender;
}

const stageName = (name: string, slot: number): string => `stage_${slot}_${name}`;

async function openBatch(connection: DuckDBConnection, copy: BulkCopy, slot: number): Promise<OpenBatch> {
  const name = stageName(copy.name, slot);
  const columns = copy.columns.map((column) => `${quoteName(column.name)} ${sqlType[column.kind]}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(name)} (${columns.join(', ')})`);
  const appender = await connection.createAppender(name, 'main', 'temp');
  return { slot, appender, table: `temp.${quoteName(name)}`, fromMs: 0, toMs: 0 };
}

function widen(batch: StagedBatch, rows: readonly unknown[][], instants: readonly number[]): void {
  for (const index of instants) {
    for (const row of rows) {
      const value = row[index];
      if (typeof value !== 'number') continue;
      if (batch.fromMs === 0 && batch.toMs === 0) batch.fromMs = batch.toMs = value;
      else if (value < batch.fromMs) batch.fromMs = value;
      else if (value > batch.toMs) batch.toMs = value;
    }
  }
}
