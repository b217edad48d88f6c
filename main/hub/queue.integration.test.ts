import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mapping } from '../../contract/imports.ts';
import { brokenRules, csv, knowledge, openTestHub, type TestHub } from './hub.fixture.ts';

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub({ limits: { chunkRows: 1_000 } });
});
afterEach(async () => {
  expect(brokenRules(test.reader)).toEqual([]);
  await test.close();
});

const header = 'order_id,ordered_at,customer_id,amount,note';
/** Many batches of the file reader, so that an import has many chunks. */
const manyOrders = (count: number, amount = 5) =>
  csv(
    header,
    ...Array.from({ length: count }, (_, n) => `O${n},2024-03-01,C${n % 300},${amount},${'note '.repeat(20)}`),
  );
const order = { entity: 'orders' };
const running = (id: string) =>
  new Promise<void>((resolve) => {
    const stop = test.hub.on('import', () => {
      const record = test.hub.getImport(id);
      if (record?.status !== 'running' || record.rowsRead === 0) return;
      stop();
      resolve();
    });
  });

describe('the writer’s queue', () => {
  it('two imports of the same file at once: the second finds every row unchanged', async () => {
    const text = manyOrders(5_000);
    const ids = await Promise.all([test.submitText(text, order), test.submitText(text, order)]);
    const records = await Promise.all(ids.map(test.ended));
    expect(records.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(records.map(({ rowsAccepted }) => rowsAccepted)).toEqual([5_000, 5_000]);
    expect(records.map(({ rowsUnchanged }) => rowsUnchanged).sort((a, b) => a - b)).toEqual([0, 5_000]);
    expect(test.hub.counts()).toMatchObject({ orders: 5_000, profiles: 300 });
  });

  it('small writes go between the chunks of an import', async () => {
    const id = await test.submitText(manyOrders(20_000), order);
    await running(id);
    await test.hub.updateWorkspace({ name: 'Renamed meanwhile' });
    expect(test.hub.workspace().name).toBe('Renamed meanwhile');
    expect(test.hub.getImport(id)?.status).toBe('running');
    expect(test.hub.counts()).toMatchObject({ orders: 0 });
    expect(await test.ended(id)).toMatchObject({ status: 'succeeded' });
  });

  it('an import of a table of its own does not wait for one of orders', async () => {
    const long = await test.submitText(manyOrders(20_000), order);
    await running(long);
    await test.importText(csv('a,b', '1,2'), { entity: 'table:small' });
    expect(test.hub.getImport(long)?.status).toBe('running');
    expect(await test.ended(long)).toMatchObject({ status: 'succeeded' });
  });

  it('cancel takes everything back: new rows, changed rows, new customers', async () => {
    await test.importText(manyOrders(3_000), order);
    const before = knowledge(test.reader);
    const changes = test.reader.all('SELECT * FROM changes');
    const id = await test.submitText(manyOrders(30_000, 9), order);
    await running(id);
    await test.hub.cancelImport(id);
    expect(test.hub.getImport(id)).toMatchObject({ status: 'cancelled', error: { code: 'import/cancelled' } });
    expect(knowledge(test.reader)).toEqual(before);
    expect(test.reader.all('SELECT * FROM changes')).toEqual(changes);
    expect(await test.importText(manyOrders(3_000), order)).toMatchObject({ rowsUnchanged: 3_000 });
  });

  it('cancel of a first load of events leaves no event, and the index that finds them again', async () => {
    const events = csv(
      'event,occurred_at,customer_id,note',
      ...Array.from({ length: 20_000 }, (_, n) => `view,2024-03-01 10:00:0${n % 10},C${n},${'note '.repeat(20)}`),
    );
    const id = await test.submitText(events, { entity: 'events' });
    await running(id);
    await test.hub.cancelImport(id);
    expect(brokenRules(test.reader)).toEqual([]);
    expect(test.reader.all('SELECT id FROM events LIMIT 1')).toEqual([]);
    expect(await test.importText(events, { entity: 'events' })).toMatchObject({
      rowsAccepted: 20_000,
      rowsUnchanged: 0,
    });
    expect(await test.importText(events, { entity: 'events' })).toMatchObject({ rowsUnchanged: 20_000 });
  });

  it('cancel of an import that still waits, and of one that has ended', async () => {
    const first = await test.submitText(manyOrders(20_000), order);
    const second = await test.submitText(manyOrders(10), order);
    await test.hub.cancelImport(second);
    expect(test.hub.getImport(second)?.status).toBe('cancelled');
    expect(await test.ended(first)).toMatchObject({ status: 'succeeded' });
    await test.hub.cancelImport(first);
    expect(test.hub.getImport(first)?.status).toBe('succeeded');
  });

  it('a hub closed in the middle goes on at the next start', async () => {
    const id = await test.submitText(manyOrders(20_000), order);
    await running(id);
    test.reader.close();
    await test.hub.close();
    const { folder } = test;
    test = await openTestHub({ dataDir: folder });
    expect(await test.ended(id)).toMatchObject({ status: 'succeeded', rowsAccepted: 20_000 });
    expect(test.hub.counts()).toMatchObject({ orders: 20_000 });
  });

  it('a second instance on the same folder is refused and does no harm', async () => {
    await expect(openTestHub({ dataDir: test.folder })).rejects.toMatchObject({ code: 'store/locked' });
    expect(await test.importText(manyOrders(10), order)).toMatchObject({ status: 'succeeded' });
  });

  it('metadata statements are one transaction', async () => {
    const insert = (id: number) => ({
      sql: 'INSERT INTO audit (id, at, actor, action) VALUES (?, 1, ?, ?)',
      params: [id, 'me', 'test'],
    });
    await test.hub.metadata.run([insert(1), insert(2)]);
    await expect(test.hub.metadata.run([insert(3), insert(1)])).rejects.toThrow();
    expect(test.hub.metadata.all('SELECT id FROM audit')).toEqual([{ id: 1 }, { id: 2 }]);
  });
});

describe('a submission that cannot be imported', () => {
  it('is refused before it is acknowledged, and the upload can be tried again with another mapping', async () => {
    const path = join(test.folder, 'upload.csv');
    await writeFile(path, csv('x,y,z', 'A1,2024-03-01,5'));
    const submit = (mapping?: Mapping) =>
      test.hub.submitImport({ path, fileName: 'upload.csv', entity: 'orders', ...(mapping ? { mapping } : {}) });
    await expect(submit()).rejects.toMatchObject({ code: 'import/mapping-incomplete' });
    await expect(submit({ order_id: { column: 'w' }, ordered_at: { column: 'y' } })).rejects.toMatchObject({
      code: 'import/unknown-column',
    });
    expect(test.hub.listImports(9)).toEqual([]);
    const { id } = await submit({ order_id: { column: 'x' }, ordered_at: { column: 'y' }, net: { column: 'z' } });
    expect(await test.ended(id)).toMatchObject({ status: 'succeeded', rowsAccepted: 1 });
  });
});

describe('the workspace', () => {
  it('shows money in the set currency, else in that of most orders, else by language', async () => {
    expect(test.hub.workspace()).toMatchObject({
      currency: 'USD',
      currencySetting: null,
      timezone: 'UTC',
      riseColor: 'green',
    });
    expect(await test.hub.updateWorkspace({ language: 'zh-CN' })).toMatchObject({ currency: 'CNY', riseColor: 'red' });
    await test.importText(
      csv('order_id,ordered_at,net,currency', 'A,2024-03-01,1,GBP', 'B,2024-03-01,1,EUR', 'C,2024-03-01,1,GBP'),
      order,
    );
    expect(test.hub.workspace().currency).toBe('GBP');
    expect(await test.hub.updateWorkspace({ currencySetting: 'JPY', exchangeRates: { GBP: '190.5' } })).toMatchObject({
      currency: 'JPY',
      exchangeRates: { GBP: '190.5' },
    });
  });
});

describe('sample data', () => {
  const sample = { entity: 'order_items', isSample: true };
  const lines = csv(
    'order_id,ordered_at,customer_id,email,sku,quantity,price',
    'S1,2011-01-01,1,a@x.com,P1,2,3',
    'S2,2011-01-02,2,b@x.com,P2,1,4',
  );

  it('goes without a trace, except for customers that real data speaks of', async () => {
    await test.importText(csv('order_id,ordered_at,email,net', 'R1,2024-03-01,c@x.com,7'), order);
    const before = knowledge(test.reader);
    expect(await test.importText(lines, sample)).toMatchObject({ isSample: true, status: 'succeeded' });
    await test.hub.removeSample();
    expect(knowledge(test.reader)).toEqual(before);
    expect(test.hub.counts()).toMatchObject({ orders: 1, order_items: 0, products: 0, profiles: 1 });
    expect(test.hub.listImports(9).map(({ isSample }) => isSample)).toEqual([false]);
    expect(
      test.reader.all(`SELECT entity FROM changes WHERE action = 'delete' ORDER BY entity`).map((row) => row.entity),
    ).toEqual(['identifiers', 'order_items', 'orders', 'products', 'profiles']);

    await test.importText(lines, sample);
    await test.importText(csv('order_id,ordered_at,email,net', 'R2,2024-03-02,a@x.com,8'), order);
    await test.hub.removeSample();
    expect(test.hub.counts()).toMatchObject({ orders: 2, order_items: 0, products: 0, profiles: 2 });
    expect(test.reader.get(`SELECT profile_id IS NOT NULL AS known FROM orders WHERE key = 'R2'`)).toEqual({
      known: 1,
    });
  });

  it('removing it stops its import', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `S${n},2011-01-01,${n},P${n},1,3,${'note '.repeat(15)}`);
    const id = await test.submitText(csv('order_id,ordered_at,customer_id,sku,quantity,price,note', ...rows), sample);
    await running(id);
    await test.hub.removeSample();
    expect(test.hub.counts()).toMatchObject({ orders: 0, order_items: 0, profiles: 0, products: 0 });
    expect(test.hub.listImports(9)).toEqual([]);
  });

  it('no import of a user’s can take its name', async () => {
    await expect(
      test.submitText(lines, { entity: 'order_items', options: { source: 'sample' } }),
    ).rejects.toMatchObject({
      code: 'api/invalid-input',
    });
  });
});
