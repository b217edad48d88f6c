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
