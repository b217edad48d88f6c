import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { event, order, profile, Scribe } from './scribe.fixture.ts';

let scribe: Scribe;
beforeEach(() => {
  scribe = new Scribe();
  scribe.store.run(
    `INSERT INTO imports (number, id, source_id, entity, file_name, sha256, bytes_total, mapping, options, status, created_at)
     VALUES (1, 'i1', 1, 'orders', 'f.csv', '', 0, '{}', '{}', 'running', 0)`,
  );
  scribe.insert('profiles', [profile(1)]);
  scribe.insert(
    'orders',
    [1, 2, 3, 4].map((id) => order(id, { profile_id: 1 })),
  );
  scribe.insert('events', [event(1, { profile_id: 1 })]);
});
afterEach(() => scribe.remove());

/** What a running import does to the store: new orders, one changed twice, one deleted; nothing in the change log. */
function runHalfAnImport(): void {
  const { store } = scribe;
  const remember = (id: number) => {
    const row = store.prepare<unknown[]>('SELECT * FROM orders WHERE id = ?').raw(true).get(id);
    store.run("INSERT INTO pending_undo (import_number, entity, row_id, before) VALUES (1, 'orders', ?, ?)", [
      id,
      JSON.stringify(row),
    ]);
  };
  const pending = (action: string, first: number, last: number) =>
    store.run(
      "INSERT INTO pending_changes (import_number, entity, action, first_id, last_id) VALUES (1, 'orders', ?, ?, ?)",
      [action, first, last],
    );
  store.transaction(() => {
    for (const id of [5, 6]) scribe.put('orders', order(id, { profile_id: 1, ordered_at: 0 }));
    pending('insert', 5, 6);
    for (const amount of [1, 2]) {
      remember(2);
      store.run('UPDATE orders SET net_minor = ? WHERE id = 2', [amount]);
    }
    pending('update', 2, 2);
    remember(3);
    store.run('DELETE FROM orders WHERE id = 3');
    pending('delete', 3, 3);
  });
}

const published = [
  [1, 100, 1],
  [2, 200, 2],
  [3, 300, 3],
  [4, 400, 4],
];
const read = 'SELECT id, net_minor, customer_order_number FROM orders ORDER BY id';

describe('a running import', () => {
  it('is not seen by a copy of the whole store', async () => {
    runHalfAnImport();
    const replica = await scribe.replica();
    await replica.catchUp();
    expect((await replica.query(read)).rows).toEqual(published);
  });

  it('is not seen by a copy of rows that others changed meanwhile', async () => {
    const replica = await scribe.replica();
    await replica.catchUp();
    runHalfAnImport();
    scribe.change('update', 'orders', 1, 6, "UPDATE orders SET channel = 'web' WHERE id = 1");
    await replica.catchUp();
    expect((await replica.query(read)).rows).toEqual(published);
    expect((await replica.query('SELECT channel FROM orders WHERE id = 1')).rows).toEqual([['web']]);
  });

  it('is not seen by a copy of rows far apart either', async () => {
    const far = [400, 800, 1_200].map((id) => order(id, { profile_id: 1 }));
    scribe.insert('orders', far);
    const replica = await scribe.replica();
    await replica.catchUp();
    runHalfAnImport();
    for (const id of [400, 3, 1_200])
      scribe.change('update', 'orders', id, id, "UPDATE orders SET channel = 'web' WHERE id = 400");
    await replica.catchUp();
    const net = far.map(({ id, net_minor }, index) => [id, net_minor, 5 + index]);
    expect((await replica.query(read)).rows).toEqual([...published, ...net]);
  });

  it('is seen whole once it is published', async () => {
    const replica = await scribe.replica();
    runHalfAnImport();
    await replica.catchUp();
    scribe.store.transaction(() => {
      scribe.store.run(
        'INSERT INTO changes (entity, action, first_id, last_id, at) SELECT entity, action, first_id, last_id, 1 FROM pending_changes ORDER BY id',
      );
      scribe.store.run('DELETE FROM pending_changes');
      scribe.store.run('DELETE FROM pending_undo');
    });
    await replica.catchUp();
    expect((await replica.query(read)).rows).toEqual([
      [1, 100, 3],
      [2, 2, 4],
      [4, 400, 5],
      [5, 500, 1],
      [6, 600, 2],
    ]);
  });
});

describe('an imported table', () => {
  const define = (columns: object[]) =>
    scribe.store.run(
      "INSERT OR REPLACE INTO imported_tables (id, name, storage_name, columns, created_at) VALUES (1, '库存', 't_1_stock', ?, 0)",
      [JSON.stringify(columns)],
    );
  const quantity = { name: '数量', storageName: 'c1', type: 'decimal' };
  const counted = { name: '盘点时间', storageName: 'c2', type: 'instant' };
  const onDay = { name: '日期', storageName: 'c3', type: 'date' };

  it('comes, grows a column and goes', async () => {
    const { store } = scribe;
    const replica = await scribe.replica();
    store.exec(
      'CREATE TABLE t_1_stock (id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, content_hash INTEGER NOT NULL, c1 REAL, c2 INTEGER) STRICT',
    );
    define([quantity, counted]);
    scribe.put('t_1_stock', { id: 1, source_id: 1, content_hash: 0, c1: 1.5, c2: Date.UTC(2024, 6, 1, 12) });
    scribe.change('reset', 't_1_stock', 0, 0, 'DELETE FROM orders WHERE false');
    await replica.catchUp();
    expect(await replica.tables()).toEqual([{ name: '库存', storageName: 't_1_stock', columns: [quantity, counted] }]);
    expect((await replica.query('SELECT * FROM t_1_stock')).rows).toEqual([
      [1, 1, 1.5, '2024-07-01T12:00:00.000', '2024-07-01T13:00:00.000'],
    ]);

    store.exec('ALTER TABLE t_1_stock ADD COLUMN c3 TEXT');
    define([quantity, counted, onDay]);
    scribe.put('t_1_stock', { id: 2, source_id: 1, content_hash: 0, c1: null, c2: null, c3: '2024-02-29' });
    scribe.change('reset', 't_1_stock', 0, 0, 'DELETE FROM orders WHERE false');
    await replica.catchUp();
    expect((await replica.query('SELECT id, c1, c3 FROM t_1_stock ORDER BY id')).rows).toEqual([
      [1, 1.5, null],
      [2, null, '2024-02-29T00:00:00.000'],
    ]);
    await replica.reconfigure({ zone: 'Asia/Tokyo', currency: 'GBP', rates: {} });
    expect((await replica.query('SELECT c2_local FROM t_1_stock WHERE id = 1')).rows).toEqual([
      ['2024-07-01T21:00:00.000'],
    ]);

    store.exec('DROP TABLE t_1_stock');
    scribe.change('reset', 't_1_stock', 0, 0, 'DELETE FROM imported_tables');
    await replica.catchUp();
    expect(await replica.tables()).toEqual([]);
    await expect(replica.query('SELECT * FROM t_1_stock')).rejects.toMatchObject({ code: 'replica/query-failed' });
  });
});
