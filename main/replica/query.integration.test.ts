import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuesOf } from '../ports/result-column.ts';
import type { Replica } from './index.ts';
import { order, Scribe } from './scribe.fixture.ts';

let scribe: Scribe;
let replica: Replica;

beforeAll(async () => {
  scribe = new Scribe();
  scribe.insert('orders', [order(1), order(2)]);
  replica = await scribe.replica();
  await replica.catchUp();
});
afterAll(() => scribe.remove());

const one = async (sql: string, parameters: unknown[] = []) => (await replica.query(sql, parameters)).rows[0];
/** Counts for minutes if nobody stops it. */
const endless = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE (a.range * b.range) % 7 = 3';

describe('values', () => {
  it('come without loss: numbers while they are exact, text beyond', async () => {
    expect(
      await one(
        'SELECT 9007199254740991::BIGINT, 9007199254740993::BIGINT, -170141183460469231731687303715884105727::HUGEINT',
      ),
    ).toEqual([9007199254740991, '9007199254740993', '-170141183460469231731687303715884105727']);
    expect(
      await one('SELECT 12.50::DECIMAL(18,2), 100::DECIMAL(9,0), 0.1234567890123456789012::DECIMAL(38,22)'),
    ).toEqual([12.5, 100, '0.1234567890123456789012']);
    expect(await one("SELECT 0.1::DOUBLE, 'nan'::DOUBLE, 'infinity'::DOUBLE, NULL::INTEGER")).toEqual([
      0.1,
      null,
      null,
      null,
    ]);
  });

  it('instants and days come as ISO text without a zone', async () => {
    expect(
      await one("SELECT TIMESTAMP '2024-03-31 01:02:03.456789', DATE '1969-12-31', TIMESTAMP '1960-01-01 00:00:00.5'"),
    ).toEqual(['2024-03-31T01:02:03.456', '1969-12-31T00:00:00.000', '1960-01-01T00:00:00.500']);
  });

  it('carry names and types', async () => {
    const { columns } = await replica.query('SELECT count(*) AS n, min(ordered_at) AS first FROM orders');
    expect(columns).toEqual([
      { name: 'n', type: 'BIGINT' },
      { name: 'first', type: 'TIMESTAMP' },
    ]);
  });

  it('nested ones become JSON', async () => {
    expect(await one("SELECT [1, 2], {'a': 'x'}")).toEqual([[1, 2], { a: 'x' }]);
  });

  it('are the same by columns, whatever the column turns out to be on the way', async () => {
    const some = (value: string) => `CASE WHEN range % 7 <> 3 THEN ${value} END`;
    const sql = `SELECT ${some('range')}, ${some('range / 3')}, ${some("'t' || range % 5")}, 't' || range,
        CASE WHEN range = 5000 THEN 9007199254740993 ELSE range END, (range / 10)::DECIMAL(18, 4),
        ${some('0.1234567890123456789012::DECIMAL(38, 22)')}, range % 2 = 0, [range, 1], CASE WHEN range % 2 = 1 THEN 'nan'::DOUBLE END,
        ${some("TIMESTAMP '1969-12-31 23:59:59.5' + to_minutes(range % 40)")}, DATE '2024-02-29' + (range % 3)::INTEGER,
        NULL, TIME '10:00:00', CASE WHEN range > 4000 THEN '' END
      FROM range(70000) ORDER BY range`;
    const rows = await replica.query(sql);
    const packed = await replica.query(sql, [], { byColumns: true });
    expect(packed.columns).toEqual(rows.columns);
    expect(packed.packed?.map(({ kind }) => kind)).toEqual([
      ...['numbers', 'numbers', 'texts', 'values', 'values', 'numbers', 'values', 'values', 'values', 'numbers'],
      ...['texts', 'texts', 'numbers', 'values', 'texts'],
    ]);
    packed.packed?.forEach((column, index) => {
      const expected = rows.rows.map((row) => row[index]);
      expect(JSON.stringify(valuesOf(column)) === JSON.stringify(expected), `column ${index}`).toBe(true);
    });
    const cut = await replica.query(sql, [], { byColumns: true, maxRows: 2100 });
    expect(cut.truncated).toEqual({ shown: 2100, total: 70000 });
    expect(cut.packed?.map((column) => valuesOf(column).length)).toEqual(new Array(15).fill(2100));
    const none = await replica.query('SELECT 1 AS n, $$a$$ AS t WHERE 1 = 2', [], { byColumns: true });
    expect(none.packed?.map((column) => valuesOf(column))).toEqual([[], []]);
  });

  it('parameters take part as what they are', async () => {
    expect(
      await one('SELECT id FROM orders WHERE id = ? AND key = ? AND (? IS NULL OR ?)', [2, 'A-2', null, true]),
    ).toEqual([2]);
    expect(await one('SELECT typeof(?), typeof(?)', [7, 7.5])).toEqual(['BIGINT', 'DOUBLE']);
  });
});

describe('limits', () => {
  it('rows beyond maxRows are counted, not hidden', async () => {
    const cut = await replica.query('SELECT * FROM range(50000)', [], { maxRows: 3000 });
    expect(cut.rows.length).toBe(3000);
    expect(cut.truncated).toEqual({ shown: 3000, total: 50_000 });
    const whole = await replica.query('SELECT * FROM range(3000)', [], { maxRows: 3000 });
    expect(whole.truncated).toBeUndefined();
  });

  it('a slow query is stopped after its time, and the next one runs', async () => {
    await expect(replica.query(endless, [], { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'replica/query-timeout',
      params: { seconds: 0.2 },
    });
    expect(await one('SELECT 1')).toEqual([1]);
  });

  it('an abandoned query is stopped, running or waiting', async () => {
    const abandon = new AbortController();
    const queries = Array.from({ length: 6 }, () => replica.query(endless, [], { signal: abandon.signal }));
    const settled = Promise.allSettled(queries);
    setTimeout(() => abandon.abort(), 100);
    for (const result of await settled) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'replica/query-cancelled' } });
    }
    expect(await one('SELECT 1')).toEqual([1]);
    await expect(replica.query('SELECT 1', [], { signal: abandon.signal })).rejects.toMatchObject({
      code: 'replica/query-cancelled',
    });
  });

  it('a wrong statement is told as such', async () => {
    await expect(replica.query('SELECT nothing FROM orders')).rejects.toMatchObject({ code: 'replica/query-failed' });
  });
});

describe('freshness', () => {
  it('an answer after catchUp reflects every write before it, however many ask at once', async () => {
    for (let id = 10; id < 25; id += 1) {
      scribe.insert('orders', [order(id)]);
      const answers = await Promise.all(
        [1, 2, 3].map(async () => {
          await replica.catchUp();
          return one('SELECT max(id) FROM orders');
        }),
      );
      expect(answers).toEqual([[id], [id], [id]]);
    }
  });

  it('a write made while another copy runs is waited for too', async () => {
    for (let round = 0; round < 20; round += 1) {
      const from = 1_000 + round * 3_000;
      scribe.insert(
        'orders',
        Array.from({ length: 2_000 }, (_, i) => order(from + i)),
      );
      const running = replica.catchUp();
      const newest = from + 2_500;
      // Somewhere inside the copy that was just asked for.
      for (let turn = 0; turn < round * 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      scribe.insert('orders', [order(newest)]);
      await replica.catchUp();
      expect(await one('SELECT max(id) FROM orders')).toEqual([newest]);
      await running;
    }
  });

  it('tells the instant of the newest write that answers reflect', async () => {
    const heard: number[] = [];
    const stop = replica.on('change', (state) => heard.push(state.watermark));
    scribe.insert('orders', [order(100)]);
    const { seq, at } = await replica.catchUp();
    stop();
    const row = scribe.store.get<{ seq: number; at: number }>('SELECT seq, at FROM changes ORDER BY seq DESC LIMIT 1');
    expect({ seq, at }).toEqual(row);
    expect(replica.state()).toMatchObject({ watermark: seq, storeWatermark: seq, asOf: at, lagMs: 0, phase: 'ready' });
    expect(heard).toContain(seq);
  });

  it('a query after close is refused', async () => {
    const other = new Scribe();
    const closed = await other.replica();
    await closed.close();
    await expect(closed.query('SELECT 1')).rejects.toMatchObject({ code: 'replica/unavailable' });
    await other.remove();
  });
});
