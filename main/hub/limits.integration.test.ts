import { describe, expect, it } from 'vitest';
import { brokenRules, csv, knowledge, openTestHub } from './hub.fixture.ts';

/** More customers, products and orders than memory may hold, met again and again in a mixed order. */
const rows = Array.from({ length: 4_000 }, (_, n) => {
  const customer = (n * 37) % 211;
  const order = (n * 53) % 977;
  return `O${order},2024-03-01,C${customer}-a-rather-long-customer-number,c${customer}@example.com,P${(n * 29) % 307},1,2.5`;
});
const items = csv('order_id,ordered_at,customer_id,email,sku,quantity,price', ...rows);

describe('an import with more keys than memory may hold', () => {
  it('ends in the same state as one that remembers everything', async () => {
    const forgetful = await openTestHub({ limits: { rememberedKeys: 50, chunkRows: 500 } });
    const mindful = await openTestHub();
    try {
      for (const test of [forgetful, mindful]) {
        expect(await test.importText(items, { entity: 'order_items' })).toMatchObject({
          rowsAccepted: 4_000,
          rowsUnchanged: 0,
        });
        expect(await test.importText(items, { entity: 'order_items' })).toMatchObject({ rowsUnchanged: 4_000 });
        expect(brokenRules(test.reader)).toEqual([]);
      }
      expect(forgetful.hub.counts()).toMatchObject({ profiles: 211, products: 307, orders: 977, order_items: 4_000 });
      expect(knowledge(forgetful.reader)).toEqual(knowledge(mindful.reader));
    } finally {
      await forgetful.close();
      await mindful.close();
    }
  });
});

describe('a table of 150 columns', () => {
  it('comes in as it is, and once more adds nothing', async () => {
    const test = await openTestHub();
    try {
      const names = Array.from({ length: 150 }, (_, column) => `m${column}`);
      // More rows than are bound one by one, with a value told by its row and column.
      const wide = Array.from({ length: 60 }, (_, row) => names.map((_, column) => row * 1_000 + column).join(','));
      const text = csv(names.join(','), ...wide);
      expect(await test.importText(text, { entity: 'table:wide' })).toMatchObject({
        status: 'succeeded',
        rowsAccepted: 60,
        rowsUnchanged: 0,
      });
      expect(await test.importText(text, { entity: 'table:wide' })).toMatchObject({ rowsUnchanged: 60 });
      const table = test.reader.get<{ storage_name: string; columns: string }>(
        'SELECT storage_name, columns FROM imported_tables',
      );
      const stored = (JSON.parse(table?.columns ?? '[]') as { storageName: string }[]).map(
        (column) => column.storageName,
      );
      expect(stored).toHaveLength(150);
      const rows = test.reader
        .prepare<number[]>(`SELECT ${stored.join(', ')} FROM "${table?.storage_name}" ORDER BY id`)
        .raw()
        .all();
      expect(rows).toEqual(Array.from({ length: 60 }, (_, row) => names.map((_, column) => row * 1_000 + column)));
      expect(brokenRules(test.reader)).toEqual([]);
    } finally {
      await test.close();
    }
  });
});
