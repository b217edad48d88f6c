import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../ports/clock.ts';
import { silentLogger } from '../../ports/logger.ts';
import type { ConnectorContext, Cursor, ReadMessage, SourceValue } from '../connector.ts';

/** A context for calling a connector by hand, with a scratch folder of its own. */
export async function testContext<Config>(
  config: Config,
  changes: Partial<ConnectorContext<Config>> = {},
): Promise<ConnectorContext<Config>> {
  return {
    config,
    signal: new AbortController().signal,
    clock: systemClock,
    logger: silentLogger,
    scratchDir: await mkdtemp(join(tmpdir(), 'luopan-connector-')),
    keepSecret: async () => {},
    ...changes,
  };
}

export interface Collected {
  records: Record<string, SourceValue>[];
  /** Every checkpoint with the number of records before it. */
  checkpoints: { cursor: Cursor; after: number }[];
  largestBatch: number;
  raggedRows: number;
  notes: string[];
  /** Values of records that are no rows. */
  unreadable: (readonly string[])[];
}

/** Reads to the end, or up to `stopAfter` checkpoints. */
export async function collect(
  messages: AsyncIterable<ReadMessage>,
  stopAfter = Number.POSITIVE_INFINITY,
): Promise<Collected> {
  const found: Collected = { records: [], checkpoints: [], largestBatch: 0, raggedRows: 0, notes: [], unreadable: [] };
  for await (const message of messages) {
    if (message.kind === 'note') found.notes.push(message.note.code);
    if (message.kind === 'unreadable') found.unreadable.push(...message.rows.map(({ values }) => values));
    if (message.kind === 'records') {
      found.largestBatch = Math.max(found.largestBatch, message.rows.length);
      for (const row of message.rows) {
        if (row.length !== message.columns.length) found.raggedRows += 1;
        found.records.push(Object.fromEntries(message.columns.map((name, index) => [name, row[index]])));
      }
    }
    if (message.kind === 'checkpoint') {
      found.checkpoints.push({ cursor: message.cursor, after: found.records.length });
      if (found.checkpoints.length >= stopAfter) break;
    }
  }
  return found;
}
