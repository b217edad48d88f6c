import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionInput, StreamInput, StreamSettings, Sync } from '../../contract/connections.ts';
import { streamInput } from '../../contract/connections.ts';
import { type Hub, startHub } from '../hub/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import { keyFileSecrets } from '../ports/key-file.ts';
import type { LogLevel } from '../ports/logger.ts';
import { Connections } from './index.ts';

/** Of so many syncs the landed pieces are kept in these tests. */
export const keptPieces = 3;

/** Connections over a real store, for tests; the clock can be moved. */
export interface TestConnections {
  folder: string;
  hub: Hub;
  jobs: Jobs;
  connections: Connections;
  /** Everything that was logged. */
  log: () => string;
  pass(milliseconds: number): Promise<void>;
  make(input: Partial<ConnectionInput> & Pick<ConnectionInput, 'kind' | 'config'>): Promise<string>;
  /** Syncs now and waits for the end of this try. */
  sync(id: string, wish?: { fromStart?: boolean }): Promise<Sync>;
  rows(sql: string): unknown[][];
  /** Rows of an imported table without what the store adds. */
  table(name: string): unknown[][];
  close(): Promise<void>;
}

export async function openTestConnections(dataDir?: string): Promise<TestConnections> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'luopan-connections-')));
  const lines: string[] = [];
  const logger = {
    log: (level: LogLevel, message: string, data?: Record<string, unknown>) => {
      lines.push(JSON.stringify({ level, message, ...data }));
    },
  };
  let offset = 0;
  const clock = { now: () => Date.now() + offset };
  const hub = await startHub({ dataDir: folder, logger, defaults: { name: 'T', language: 'en', timezone: 'UTC' } });
  const jobs = createJobs({ store: hub.metadata, clock, logger });
  const secrets = keyFileSecrets(join(folder, 'secret.key'));
  const connections = new Connections({ dataDir: folder, hub, jobs, secrets, clock, logger, keptPieces });
  await connections.prepare();
  await jobs.start();
  const rows = (sql: string) => hub.metadata.all(sql).map((row) => Object.values(row));
  return {
    ...{ folder, hub, jobs, connections, rows },
    log: () => lines.join('\n'),
    async pass(milliseconds) {
      offset += milliseconds;
      await jobs.tick();
      await jobs.idle();
    },
    async make(input) {
      return (await connections.create({ name: 'Shop', streams: [], schedule: null, ...input }, 'en')).id;
    },
    async sync(id, wish = {}) {
      await connections.sync(id, wish);
      await jobs.tick();
      await jobs.idle();
      const [sync] = connections.syncs(id, 1, 'en');
      if (!sync) throw new Error('there was no sync');
      return sync;
    },
    table(name) {
      const found = hub.metadata.all('SELECT storage_name, columns FROM imported_tables WHERE name = ?', [name])[0];
      if (!found) return [];
      const columns = (JSON.parse(String(found.columns)) as { storageName: string }[]).map(
        (column) => `"${column.storageName}"`,
      );
      return rows(`SELECT ${columns.join(', ')} FROM "${String(found.storage_name)}" ORDER BY 1, 2`);
    },
    async close() {
      await jobs.close();
      await hub.close();
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A stream's settings with what a test leaves out. */
export function stream(input: Pick<StreamInput, 'name' | 'entity' | 'mapping'> & Partial<StreamInput>): StreamSettings {
  return streamInput.parse(input);
}

export const columns = (...names: string[]) => Object.fromEntries(names.map((column) => [column, { column }]));
