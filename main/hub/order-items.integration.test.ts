import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenRules, csv, knowledge, openTestHub, type TestHub } from './hub.fixture.ts';

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(async () => {
  expect(brokenRules(test.reader)).toEqual([]);
  await test.close();
});

const header = 'invoice_no,invoice_date,customer_id,stock_code,description,quantity,unit_price,line_type';
const mapping = {
  order_id: { column: 'invoice_no' },
  ordered_at: { column: 'invoice_date' },
  customer_id: { column: 'customer_id' },
  product_id: { column: 'stock_code' },
  product_name: { column: 'description' },
  quantity: { column: 'quantity' },
  unit_price: { column: 'unit_price' },
  line_type: { column: 'line_type' },
};
const items = { entity: 'order_items', mapping };
const orders = () =>
  test.reader.all(
    `SELECT key, kind, net_minor AS net, gross_minor AS gross, delivery_minor AS delivery, discount_minor AS discount,
            left_out_minor AS leftOut FROM orders ORDER BY key`,
  );
const lines = (key: string) =>
  test.reader.all(
    `SELECT l.line_key, l.quantity_milli, l.amount_minor FROM order_items l JOIN orders o ON o.id = l.order_id
      WHERE o.key = ? ORDER BY l.id`,
    [key],
  );

describe('order items file', () => {
  it('sums lines to documents by what the lines are', async () => {
    const record = await test.importText(
      csv(
        header,
        '536365,2010-12-01 08:26,17850,85123A,HEART HOLDER,6,2.55,goods',
        '536365,2010-12-01 08:26,17850,POST,POSTAGE,1,18,delivery',
        '536365,2010-12-01 08:26,17850,D,Discount,-1,3.30,discount',
        'C536379,2010-12-01 09:41,14527,85123A,HEART HOLDER,-1,2.55,goods',
        '536380,2010-12-01 10:00,,FEE,bank fee,1,-11.06,fee',
      ),
      items,
    );
    expect(record).toMatchObject({ status: 'succeeded', rowsAccepted: 5 });
    expect(orders()).toEqual([
      { key: '536365', kind: 'order', net: 3000, gross: 1530, delivery: 1800, discount: 330, leftOut: 0 },
      { key: '536380', kind: 'adjustment', net: 0, gross: 0, delivery: 0, discount: 0, leftOut: -1106 },
      { key: 'C536379', kind: 'return', net: -255, gross: -255, delivery: 0, discount: 0, leftOut: 0 },
    ]);
    expect(test.hub.counts()).toMatchObject({ orders: 3, order_items: 5, products: 4, profiles: 2 });
  });

  it('gives the same state whether lines of an order stand together or are scattered', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, n) => `O${n % 7},2024-03-0${1 + (n % 7)},C${n % 7},P${n % 11},Thing ${n % 11},${n - 20},1.25,goods`,
    );
    await test.importText(csv(header, ...rows), items);
    const scattered = orders();
    const other = await openTestHub();
    try {
      const together = [...rows].sort((a, b) => Number(a[1]) - Number(b[1]));
      await other.importText(csv(header, ...together), items);
      expect(knowledge(other.reader)).toEqual(knowledge(test.reader));
    } finally {
      await other.close();
    }
    // By hand: order k has lines n = k, k + 7, …; its quantities are n − 20, its net 125 × their sum.
    for (const [k, order] of scattered.entries()) {
      let quantity = 0;
      for (let n = k; n < 60; n += 7) quantity += n - 20;
      expect(order).toMatchObject({ key: `O${k}`, net: quantity * 125 });
    }
  });

  it('reads the same file again as unchanged', async () => {
    const text = csv(
      header,
      'A,2024-03-01,1,P,Cup,2,3,goods',
      'B,2024-03-01,1,P,Cup,1,3,goods',
      'A,2024-03-01,1,Q,Mug,1,4,goods',
      'A,2024-03-01,1,P,Cup,2,3,goods',
    );
    await test.importText(text, items);
    const before = knowledge(test.reader);
    const changes = test.reader.all('SELECT * FROM changes');
    expect(await test.importText(text, items)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 4 });
    expect(knowledge(test.reader)).toEqual(before);
    expect(test.reader.all('SELECT * FROM changes')).toEqual(changes);
  });

  it('amounts of the whole order count once, whether on one of its lines or on each, together or scattered', async () => {
    const charged = {
      entity: 'order_items',
      mapping: {
        order_id: { column: 'id' },
        ordered_at: { column: 'at' },
        product_name: { column: 'name' },
        quantity: { column: 'qty' },
        unit_price: { column: 'price' },
        delivery: { column: 'shipping' },
        discount: { column: 'discount' },
        refund: { column: 'refund' },
      },
    };
    const text = csv(
      'id,at,name,qty,price,shipping,discount,refund',
      'A,2024-03-01,Cup,2,3.00,5.00,1.50,',
      'A,2024-03-01,Mug,1,4.00,,,',
      'B,2024-03-01,Cup,1,3.00,5.00,0,-1.00',
      'B,2024-03-01,Mug,1,4.00,5.00,0,-1.00',
      'A,2024-03-01,Pot,1,9.00,5.00,1.50,',
      'C,2024-03-02,Cup,1,3.00,0,,',
    );
    expect(await test.importText(text, charged)).toMatchObject({ rowsRead: 6, rowsAccepted: 6, rowsRejected: 0 });
    const figures = [
      { key: 'A', kind: 'order', net: 2250, gross: 1900, delivery: 500, discount: 150, leftOut: 0 },
      { key: 'B', kind: 'order', net: 1100, gross: 600, delivery: 500, discount: 0, leftOut: 0 },
      { key: 'C', kind: 'order', net: 300, gross: 300, delivery: 0, discount: 0, leftOut: 0 },
    ];
    expect(orders()).toEqual(figures);
    const before = knowledge(test.reader);
    expect(await test.importText(text, charged)).toMatchObject({ rowsAccepted: 6, rowsUnchanged: 6, rowsRejected: 0 });
    expect(knowledge(test.reader)).toEqual(before);
    // A charge that changes or goes is followed.
    const later = csv('id,at,name,qty,price,shipping,discount,refund', 'B,2024-03-01,Cup,1,3.00,2.00,,');
    expect(await test.importText(later, charged)).toMatchObject({ rowsAccepted: 1, rowsRejected: 0 });
    expect(orders()[1]).toMatchObject({ key: 'B', net: 500, gross: 300, delivery: 200 });
  });

  it('an order met in the file is whole there: lines it no longer has go', async () => {
    await test.importText(
      csv(header, 'A,2024-03-01,1,P,Cup,2,3,goods', 'A,2024-03-01,1,Q,Mug,1,4,goods', 'B,2024-03-01,1,P,Cup,1,3,goods'),
      items,
    );
    const record = await test.importText(csv(header, 'A,2024-03-01,1,P,Cup,5,3,goods'), items);
    expect(record).toMatchObject({ rowsAccepted: 1, rowsUnchanged: 0 });
    expect(lines('A')).toEqual([{ line_key: '#1', quantity_milli: 5000, amount_minor: 1500 }]);
    expect(orders()).toMatchObject([
      { key: 'A', net: 1500 },
      { key: 'B', net: 300 },
    ]);
  });

  it('append adds lines to a known order', async () => {
    await test.importText(csv(header, 'A,2024-03-01,1,P,Cup,2,3,goods'), items);
    await test.importText(csv(header, 'A,2024-03-01,1,Q,Mug,1,4,goods'), { ...items, options: { mode: 'append' } });
    expect(lines('A').map((line) => line.line_key)).toEqual(['#1', '#2']);
    expect(orders()).toMatchObject([{ key: 'A', net: 1000 }]);
  });

  it('replace removes orders the file no longer has', async () => {
    await test.importText(csv(header, 'A,2024-03-01,1,P,Cup,2,3,goods', 'B,2024-03-01,1,P,Cup,1,3,goods'), items);
    await test.importText(csv(header, 'B,2024-03-01,1,P,Cup,1,3,goods'), { ...items, options: { mode: 'replace' } });
    expect(orders()).toMatchObject([{ key: 'B', net: 300 }]);
    expect(test.hub.counts()).toMatchObject({ orders: 1, order_items: 1 });
  });

  it('lines with an id of their own: the later of two different ones counts, the earlier is listed', async () => {
    const withIds = { entity: 'order_items', mapping: { ...mapping, line_id: { column: 'line' } } };
    const record = await test.importText(
      csv(`${header},line`, 'A,2024-03-01,1,P,Cup,2,3,goods,x1', 'A,2024-03-01,1,P,Cup,7,3,goods,x1'),
      withIds,
    );
    expect(record).toMatchObject({ rowsRead: 2, rowsAccepted: 1, rowsRejected: 1 });
    expect(test.hub.rejects(record.id, { offset: 0, limit: 9 })).toMatchObject([
      { rowNumber: 1, field: 'line_id', value: 'x1', code: 'duplicate-key' },
    ]);
    expect(orders()).toMatchObject([{ key: 'A', net: 2100 }]);
  });

  it('amounts an orders file gave stand; lines are kept beside', async () => {
    await test.importText(csv('order_id,ordered_at,net', 'A,2024-03-01,5.00'), { entity: 'orders' });
    await test.importText(csv(header, 'A,2024-03-01,1,P,Cup,2,3,goods'), items);
    expect(orders()).toMatchObject([{ key: 'A', net: 500 }]);
    expect(lines('A')).toHaveLength(1);
  });

  it('a product is named by its first sale line, and by a remark only when nothing else names it', async () => {
    await test.importText(
      csv(
        header,
        'A,2024-03-01,1,P,damaged,-3,0,stock_adjustment',
        'B,2024-03-01,1,P,Cup,1,3,goods',
        'C,2024-03-01,1,P,Cup blue,1,3,goods',
        'D,2024-03-01,1,Q,lost in post,-1,0,write_off',
      ),
      items,
    );
    expect(test.reader.all('SELECT key, name FROM products ORDER BY key')).toEqual([
      { key: 'P', name: 'Cup' },
      { key: 'Q', name: 'lost in post' },
    ]);
  });

  it('takes an order’s columns from its first line that has them', async () => {
    await test.importText(
      csv(
        'order_id,ordered_at,customer_id,sku,quantity,price,country',
        'A,2024-03-01,,P,1,3,',
        'A,2024-03-02,9,P,1,3,FR',
        'A,2024-03-03,8,P,1,3,DE',
      ),
      { entity: 'order_items' },
    );
    expect(
      test.reader.all('SELECT o.ordered_at, o.country, i.value FROM orders o JOIN identifiers i USING (profile_id)'),
    ).toEqual([{ ordered_at: Date.UTC(2024, 2, 1), country: 'FR', value: '9' }]);
  });
});
