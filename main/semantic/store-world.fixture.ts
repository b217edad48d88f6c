import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../ports/clock.ts';
import { silentLogger } from '../ports/logger.ts';
import { localToUtc } from '../ports/zone.ts';
import { type Replica, type ReplicaConfiguration, startReplica } from '../replica/index.ts';
import { type Semantic, type SemanticOptions, startSemantic } from './index.ts';

/** What a test world needs of a store that writes. */
interface WorldStore {
  run(sql: string, params?: readonly (string | number | null)[]): unknown;
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface WorldSettings {
  timezone: string;
  weekStart: number;
  currency: string;
  exchangeRates: Record<string, string>;
}

export type Row = Record<string, string | number | null>;

/** A store, a replica and the semantic layer over rows that a test wrote by hand; no part is made up. */
export interface World {
  store: WorldStore;
  replica: Replica;
  semantic: Semantic;
  settings: WorldSettings;
  /** Inserts rows and logs the change, in one transaction. */
  insert(entity: string, rows: Row[]): void;
  close(): Promise<void>;
}

export const modelDir = fileURLToPath(new URL('../../cube/model', import.meta.url));

/** UTC ms of a wall-clock time written `2024-02-29 23:30`. */
export function at(zone: string, local: string): number {
  return localToUtc(zone, Date.parse(`${local.replace(' ', 'T')}Z`));
}

/** @param openStore the store's door, handed in: only tests may put the stages together this way */
export async function startWorld(
  openStore: (path: string) => WorldStore,
  settings: WorldSettings,
  entities: Record<string, Row[]> = {},
  custom?: SemanticOptions['custom'],
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'luopan-semantic-'));
  const store = openStore(join(folder, 'luopan.sqlite'));
  store.run("INSERT INTO sources (id, name, kind, created_at) VALUES (1, 'files', 'file', 0)");
  const insert = (entity: string, rows: Row[]): void => {
    store.transaction(() => {
      for (const row of rows) {
        const names = Object.keys(row);
        store.run(
          `INSERT INTO "${entity}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
          Object.values(row),
        );
      }
      const ids = rows.map((row) => Number(row.id));
      store.run("INSERT INTO changes (entity, action, first_id, last_id, at) VALUES (?, 'insert', ?, ?, ?)", [
        entity,
        Math.min(...ids),
        Math.max(...ids),
        Date.now(),
      ]);
    });
  };
  for (const [entity, rows] of Object.entries(entities)) if (rows.length > 0) insert(entity, rows);
  const replica = await startReplica({
    storePath: join(folder, 'luopan.sqlite'),
    replicaPath: join(folder, 'replica.duckdb'),
    configuration: configurationOf(settings),
    logger: silentLogger,
    clock: systemClock,
    memoryLimitBytes: 512 * 1024 * 1024,
  });
  const semantic = await startSemantic({
    ...{ replica, workspace: () => settings, modelDir, logger: silentLogger },
    ...(custom ? { custom } : {}),
    // Shared by all tests, so that not every world translates the model anew.
    transpiledPath: join(tmpdir(), 'luopan-tests-model-transpiled.json'),
  });
  return {
    store,
    replica,
    semantic,
    settings,
    insert,
    close: async () => {
      await semantic.close();
      await replica.close();
      store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function configurationOf(settings: WorldSettings): ReplicaConfiguration {
  return { zone: settings.timezone, currency: settings.currency, rates: settings.exchangeRates };
}
