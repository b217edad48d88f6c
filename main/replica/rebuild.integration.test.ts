import { closeSync, copyFileSync, openSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { comparedTables, expectedRows, replicaRows } from './expected.fixture.ts';
import type { Replica } from './index.ts';
import { event, item, london, order, profile, Scribe } from './scribe.fixture.ts';

let scribe: Scribe;

beforeEach(() => {
  scribe = new Scribe();
  scribe.insert('profiles', [profile(1), profile(2)]);
  scribe.insert(
    'orders',
    Array.from({ length: 5000 }, (_, i) =>
      order(i + 1, { profile_id: 1 + (i % 2), status_text: `status ${i * 7919}` }),
    ),
  );
  scribe.insert(
    'order_items',
    Array.from({ length: 500 }, (_, i) => item(i + 1, i + 1)),
  );
  scribe.insert(
    'events',
    Array.from({ length: 500 }, (_, i) => event(i + 1, { profile_id: 2 })),
  );
});
afterEach(() => scribe.remove());

/** A replica that is up to date and closed again. */
async function settled(): Promise<void> {
  const replica = await scribe.replica();
  await replica.catchUp();
  await replica.close();
}

async function expectWhole(replica: Replica): Promise<void> {
  await replica.catchUp();
  for (const table of comparedTables) {
    expect(await replicaRows(replica, table), table).toEqual(expectedRows(scribe.store, table, london));
  }
}

describe('a replica that does not fit is made anew by itself', () => {
  it('when its file is deleted', async () => {
    await settled();
    rmSync(scribe.replicaPath);
    await expectWhole(await scribe.replica());
  });

  it('when its file is cut off', async () => {
    await settled();
    truncateSync(scribe.replicaPath, Math.floor(statSync(scribe.replicaPath).size / 2));
    await expectWhole(await scribe.replica());
  });

  it('when its file is something else', async () => {
    writeFileSync(scribe.replicaPath, 'this is no database'.repeat(1000));
    await expectWhole(await scribe.replica());
  });

  it('when its header is damaged', async () => {
    await settled();
    overwrite(scribe.replicaPath, 4096, 4096);
    await expectWhole(await scribe.replica());
  });

  it('when its data blocks are damaged, met only by a query', async () => {
    await settled();
    const size = statSync(scribe.replicaPath).size;
    for (let at = 3 * 4096; at + 262_144 < size; at += 262_144) overwrite(scribe.replicaPath, at + 8192, 512);
    const replica = await scribe.replica();
    const states: string[] = [];
    replica.on('change', (state) => states.push(state.phase));
    const sum = await replica.query('SELECT sum(length(status_text)), count(DISTINCT status_text) FROM orders');
    expect(sum.rows).toEqual(
      scribe.store
        .prepare<unknown[]>('SELECT sum(length(status_text)), count(DISTINCT status_text) FROM orders')
        .raw(true)
        .all(),
    );
    await expectWhole(replica);
    expect(states).toContain('rebuilding');
  });

  it('when it is of an older format', async () => {
    await settled();
    await editState((state) => ({ ...state, format: 0 }));
    await expectWhole(await scribe.replica());
  });

  it('when the store was restored from a backup and is behind it', async () => {
    const backup = `${scribe.storePath}.backup`;
    scribe.store.checkpoint();
    copyFileSync(scribe.storePath, backup);
    scribe.insert('orders', [order(9001), order(9002)]);
    await settled();
    restore(backup);
    await expectWhole(await scribe.replica());
  });

  it('when the restored store has gone its own way since, at the same change number', async () => {
    const backup = `${scribe.storePath}.backup`;
    scribe.store.checkpoint();
    copyFileSync(scribe.storePath, backup);
    scribe.insert('orders', [order(9001)]);
    await settled();
    restore(backup);
    scribe.insert('orders', [order(7777)]);
    await expectWhole(await scribe.replica());
  });

  it('answers nothing before it is whole', async () => {
    await settled();
    rmSync(scribe.replicaPath);
    const replica = await scribe.replica();
    const { rows } = await replica.query('SELECT count(*) FROM orders');
    expect(rows).toEqual([[5000]]);
    expect(replica.state()).toMatchObject({ phase: 'ready', lagMs: 0 });
  });
});

function overwrite(path: string, at: number, length: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(length, 0xa5), 0, length, at);
  closeSync(file);
}

function restore(backup: string): void {
  scribe.store.close();
  for (const suffix of ['-wal', '-shm']) rmSync(scribe.storePath + suffix, { force: true });
  copyFileSync(backup, scribe.storePath);
  scribe.store = openStore(scribe.storePath);
}

async function editState(change: (state: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const instance = await DuckDBInstance.create(scribe.replicaPath);
  const connection = await instance.connect();
  const [row] = (await connection.runAndReadAll('SELECT content FROM internal.state')).getRows();
  await connection.run('UPDATE internal.state SET content = $1', [
    JSON.stringify(change(JSON.parse(String(row?.[0])))),
  ]);
  connection.closeSync();
  instance.closeSync();
}
