import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenRules, csv, openTestHub, type TestHub } from './hub.fixture.ts';

let test: TestHub;
let runs = 0;
beforeAll(async () => {
  test = await openTestHub();
});
afterAll(async () => {
  expect(brokenRules(test.reader)).toEqual([]);
  await test.close();
});

const row = fc.record({
  key: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
  amount: fc.integer({ min: 1, max: 3 }),
  country: fc.constantFrom('', 'FR', 'DE'),
});
type Row = { key: string; amount: number; country: string };
const file = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 8 }),
  mode: fc.constantFrom('upsert' as const, 'upsert' as const, 'append' as const, 'replace' as const),
});

/** What orders files mean, said as plainly as possible. */
function ordersByHand(known: Map<string, Row>, rows: readonly Row[], mode: string): { rejected: number } {
  const inFile = new Set<string>();
  let rejected = 0;
  for (const one of rows) {
    const before = known.get(one.key);
    const isSame = before?.amount === one.amount && before.country === one.country;
    if (before && !isSame && mode === 'append') rejected += 1;
    else {
      if (before && !isSame && inFile.has(one.key)) rejected += 1;
      known.set(one.key, one);
      inFile.add(one.key);
    }
  }
  if (mode === 'replace') for (const key of known.keys()) if (!inFile.has(key)) known.delete(key);
  return { rejected };
}

describe('any sequence of overlapping files', () => {
  it('orders: the store knows what a list kept by hand knows', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
        runs += 1;
        const source = `run-${runs}`;
        const known = new Map<string, Row>();
        for (const { rows, mode } of files) {
          const { rejected } = ordersByHand(known, rows, mode);
          const text = csv(
            'order_id,ordered_at,net,country',
            ...rows.map((one) => `${one.key},2024-03-01,${one.amount},${one.country}`),
          );
          const mapping = Object.fromEntries(
            ['order_id', 'ordered_at', 'net', 'country'].map((name) => [name, { column: name }]),
          );
          const record = await test.importText(text, { entity: 'orders', mapping, options: { mode, source } });
          const isAllRejected = rejected === rows.length;
          expect(record.status).toBe(isAllRejected ? 'failed' : 'succeeded');
          expect(record).toMatchObject({
            rowsRead: rows.length,
            rowsRejected: rejected,
            rowsAccepted: rows.length - rejected,
          });
        }
        const stored = test.reader.all(
          `SELECT key, net_minor / 100 AS amount, coalesce(country, '') AS country FROM orders
            WHERE source_id = (SELECT id FROM sources WHERE name = ?) ORDER BY key`,
          [source],
        );
        expect(stored).toEqual([...known.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
      }),
      { numRuns: 25 },
    );
  });

  it('events: of each content as many as the richest file had, and one per message id', {
    timeout: 300_000,
  }, async () => {
    const event = fc.record({
      name: fc.constantFrom('view', 'buy'),
      day: fc.integer({ min: 1, max: 2 }),
      id: fc.constantFrom('', '', 'm1', 'm2'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
        async (files) => {
          runs += 1;
          const source = `run-${runs}`;
          const most = new Map<string, number>();
          for (const events of files) {
            const here = new Map<string, number>();
            for (const { name, day, id } of events) {
              const content = id === '' ? `${name} ${day}` : id;
              here.set(content, id === '' ? (here.get(content) ?? 0) + 1 : 1);
            }
            for (const [content, count] of here) most.set(content, Math.max(most.get(content) ?? 0, count));
            const text = csv(
              'event,occurred_at,message_id',
              ...events.map(({ name, day, id }) => `${name},2024-03-0${day},${id}`),
            );
            const mapping = Object.fromEntries(
              ['event', 'occurred_at', 'message_id'].map((name) => [name, { column: name }]),
            );
            const record = await test.importText(text, { entity: 'events', mapping, options: { source } });
            expect(record).toMatchObject({ status: 'succeeded', rowsAccepted: events.length });
          }
          const stored = test.reader.get<{ n: number }>(
            'SELECT count(*) AS n FROM events WHERE source_id = (SELECT id FROM sources WHERE name = ?)',
            [source],
          );
          expect(stored?.n).toBe([...most.values()].reduce((sum, count) => sum + count, 0));
        },
      ),
      { numRuns: 20 },
    );
  });
});
