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

  describe('lines without a date', () => {
    const ordersText = (status = 'delivered') =>
      csv(
        'order_id,customer_id,order_status,order_purchase_timestamp',
        `A,c1,${status},2017-10-02 10:56:33`,
        'B,c2,delivered,2017-10-03 08:00:00',
        'C,c3,canceled,2017-10-04 08:00:00',
      );
    const ordersFile = {
      entity: 'orders',
      mapping: {
        order_id: { column: 'order_id' },
        ordered_at: { column: 'order_purchase_timestamp' },
        customer_id: { column: 'customer_id' },
        status: { column: 'order_status' },
      },
    };
    const itemsHeader = 'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value';
    const itemsText = (price = '58.90') =>
      csv(
        itemsHeader,
        `A,1,p1,s1,2017-10-06 11:07:15,${price},13.29`,
        'B,1,p2,s1,2017-10-07 11:07:15,10.00,1.00',
        'B,2,p2,s1,2017-10-07 11:07:15,20.00,1.00',
        'C,1,p1,s1,2017-10-08 11:07:15,5.00,1.00',
      );
    const lineFile = {
      entity: 'order_items',
      mapping: {
        order_id: { column: 'order_id' },
        line_id: { column: 'order_item_id' },
        product_id: { column: 'product_id' },
        quantity: { value: 1 },
        unit_price: { column: 'price' },
      },
    };
    const stored = () =>
      test.reader.all(
        `SELECT key, strftime('%Y-%m-%d %H:%M:%S', ordered_at / 1000, 'unixepoch') AS at, kind, status, currency,
                net_minor AS net, gross_minor AS gross, profile_id IS NOT NULL AS hasCustomer FROM orders ORDER BY id`,
      );
    const figures = [
      { key: 'A', at: '2017-10-02 10:56:33', kind: 'order', status: 'paid', net: 5890, gross: 5890 },
      { key: 'B', at: '2017-10-03 08:00:00', kind: 'order', status: 'paid', net: 3000, gross: 3000 },
      { key: 'C', at: '2017-10-04 08:00:00', kind: 'order', status: 'cancelled', net: 500, gross: 500 },
    ];

    it('belong to the orders that are there, which take their amounts from them; nothing changes when read again', async () => {
      await test.importText(ordersText(), ordersFile);
      expect(stored()).toMatchObject(figures.map((order) => ({ ...order, net: 0, gross: 0 })));
      expect(await test.importText(itemsText(), lineFile)).toMatchObject({ rowsAccepted: 4, rowsRejected: 0 });
      expect(stored()).toMatchObject(figures.map((order) => ({ ...order, hasCustomer: 1 })));
      expect(test.hub.counts()).toMatchObject({ orders: 3, order_items: 4, profiles: 3, products: 2 });

      const before = knowledge(test.reader);
      const changes = test.reader.all('SELECT * FROM changes');
      expect(await test.importText(itemsText(), lineFile)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 4 });
      expect(await test.importText(ordersText(), ordersFile)).toMatchObject({ rowsAccepted: 3, rowsUnchanged: 3 });
      expect(knowledge(test.reader)).toEqual(before);
      expect(test.reader.all('SELECT * FROM changes')).toEqual(changes);
    });

    it('follow a changed price; a changed status leaves the amounts as they are', async () => {
      await test.importText(ordersText(), ordersFile);
      await test.importText(itemsText(), lineFile);
      expect(await test.importText(itemsText('60.00'), lineFile)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 3 });
      expect(stored()[0]).toMatchObject({ ...figures[0], net: 6000, gross: 6000 });
      expect(await test.importText(ordersText('canceled'), ordersFile)).toMatchObject({ rowsUnchanged: 2 });
      expect(stored()).toMatchObject([
        { ...figures[0], status: 'cancelled', net: 6000, gross: 6000 },
        ...figures.slice(1),
      ]);
    });

    it('are kept out while their orders are not there, and taken the second time', async () => {
      await test.importText(
        csv('order_id,customer_id,order_status,order_purchase_timestamp', 'B,c2,delivered,2017-10-03 08:00:00'),
        ordersFile,
      );
      const early = await test.importText(itemsText(), lineFile);
      expect(early).toMatchObject({ rowsAccepted: 2, rowsRejected: 2 });
      expect(test.hub.rejects(early.id, { offset: 0, limit: 9 })).toMatchObject([
        { rowNumber: 1, field: 'order_id', value: 'A', code: 'unknown-order' },
        { rowNumber: 4, field: 'order_id', value: 'C', code: 'unknown-order' },
      ]);
      expect(test.hub.counts()).toMatchObject({ orders: 1, order_items: 2, products: 1 });
      await test.importText(ordersText(), ordersFile);
      expect(await test.importText(itemsText(), lineFile)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 2 });
      const byKey = [...stored()].sort((one, other) => (String(one.key) < String(other.key) ? -1 : 1));
      expect(byKey).toMatchObject(figures);
    });

    it('belong to orders of their own source only', async () => {
      await test.importText(ordersText(), { ...ordersFile, options: { source: 'shop' } });
      await test.importText(itemsText(), { ...lineFile, options: { source: 'shop' } });
      const before = knowledge(test.reader);
      const other = await test.importText(csv(itemsHeader, 'B,1,p2,s1,,70.00,1', 'B,1,p3,s1,,8.00,1'), lineFile);
      expect(other).toMatchObject({ rowsAccepted: 0, rowsRejected: 2 });
      expect(test.hub.rejects(other.id, { offset: 0, limit: 9 })).toMatchObject([
        { rowNumber: 1, field: 'order_id', value: 'B', code: 'unknown-order' },
        { rowNumber: 2, field: 'order_id', value: 'B', code: 'unknown-order' },
      ]);
      expect(knowledge(test.reader)).toEqual(before);
      expect(stored()).toMatchObject(figures);
    });

    it('stand beside amounts that an orders file gave, before or after them', async () => {
      await test.importText(csv('order_id,ordered_at,net', 'A,2024-03-01,5.00'), { entity: 'orders' });
      const line = csv(itemsHeader, 'A,1,p1,s1,,58.90,1');
      expect(await test.importText(line, lineFile)).toMatchObject({ rowsAccepted: 1 });
      expect(stored()).toMatchObject([{ key: 'A', net: 500 }]);
      // A file without amounts says nothing of them.
      await test.importText(ordersText(), ordersFile);
      expect(stored()[0]).toMatchObject({ key: 'A', at: '2017-10-02 10:56:33', net: 500 });
      await test.importText(itemsText(), lineFile);
      await test.importText(csv('order_id,ordered_at,net', 'B,2024-03-01,7.00'), { entity: 'orders' });
      expect(stored()[1]).toMatchObject({ key: 'B', net: 700, gross: 3000 });
    });

    it('a file with dates on the first line of an order only is read as one order, scattered or not', async () => {
      const text = csv(
        header,
        'A,2024-03-01,1,P,Cup,2,3,goods',
        'A,,,Q,Mug,1,4,goods',
        'B,2024-03-02,2,P,Cup,1,3,goods',
        'A,,,P,Cup,1,3,goods',
      );
      expect(await test.importText(text, items)).toMatchObject({ rowsAccepted: 4, rowsRejected: 0 });
      expect(orders()).toMatchObject([
        { key: 'A', net: 1300 },
        { key: 'B', net: 300 },
      ]);
      expect(await test.importText(text, items)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 4 });
    });

    it('bring their currency to an order without amounts; two currencies never meet in one', async () => {
      await test.importText(ordersText(), ordersFile);
      const said = { ...lineFile, options: { currency: 'BRL' } };
      await test.importText(itemsText(), said);
      expect(stored()).toMatchObject(figures.map((order) => ({ ...order, currency: 'BRL' })));
      expect(await test.importText(ordersText(), ordersFile)).toMatchObject({ rowsUnchanged: 3 });
      expect(await test.importText(itemsText(), said)).toMatchObject({ rowsUnchanged: 4 });
      await test.importText(csv('order_id,ordered_at,net', 'E,2024-03-01,€5.00'), { entity: 'orders' });
      const record = await test.importText(
        csv(itemsHeader, 'E,1,p1,s1,,4.00,1', 'B,1,p2,s1,,11.00,1', 'B,2,p2,s1,,20.00,1'),
        said,
      );
      expect(test.hub.rejects(record.id, { offset: 0, limit: 9 })).toMatchObject([
        {
          ...{ rowNumber: 1, field: 'currency', value: 'BRL', code: 'other-currency' },
          params: { currency: 'BRL', orderCurrency: 'EUR' },
        },
      ]);
    });

    it('are in the currency of their order, next to the line that has its date or apart from it', async () => {
      const text = csv(
        'id,at,name,quantity,price,currency',
        'A,2024-03-01,Cup,1,3.00,EUR',
        'A,,Mug,1,4.00,GBP',
        'A,,Pot,1,5.00,EUR',
        'B,2024-03-02,Cup,1,3.00,EUR',
        'A,,Can,1,6.00,GBP',
      );
      const columns = { order_id: 'id', ordered_at: 'at', product_name: 'name', quantity: 'quantity' };
      const named = { ...columns, unit_price: 'price', currency: 'currency' };
      const record = await test.importText(text, {
        entity: 'order_items',
        mapping: Object.fromEntries(Object.entries(named).map(([field, column]) => [field, { column }])),
      });
      const reject = { field: 'currency', code: 'other-currency', params: { currency: 'GBP', orderCurrency: 'EUR' } };
      expect(test.hub.rejects(record.id, { offset: 0, limit: 9 })).toMatchObject([
        { rowNumber: 2, ...reject },
        { rowNumber: 5, ...reject },
      ]);
      expect(stored()).toMatchObject([
        { key: 'A', currency: 'EUR', net: 800 },
        { key: 'B', currency: 'EUR', net: 300 },
      ]);
    });

    it('append: charges of the whole order come with its first lines', async () => {
      await test.importText(ordersText(), ordersFile);
      const charged = {
        entity: 'order_items',
        mapping: { ...lineFile.mapping, delivery: { column: 'shipping' } },
        options: { mode: 'append' as const },
      };
      const columns = 'order_id,order_item_id,product_id,price,shipping';
      await test.importText(csv(columns, 'A,1,p1,10.00,5.00', 'A,2,p2,2.00,5.00'), charged);
      expect(orders()[0]).toMatchObject({ key: 'A', net: 1700, gross: 1200, delivery: 500 });
      await test.importText(csv(columns, 'A,3,p3,1.00,5.00'), charged);
      expect(orders()[0]).toMatchObject({ key: 'A', net: 1800, gross: 1300, delivery: 500 });
    });

    it('decide the kind of a document unless the orders file named it', async () => {
      const text = csv('id,at,kind', 'A,2024-03-01,return', 'B,2024-03-01,order');
      const named = {
        entity: 'orders',
        mapping: { order_id: { column: 'id' }, ordered_at: { column: 'at' }, kind: { column: 'kind' } },
      };
      await test.importText(text, named);
      await test.importText(csv('id,at', 'C,2024-03-01'), {
        entity: 'orders',
        mapping: { order_id: { column: 'id' }, ordered_at: { column: 'at' } },
      });
      const lines = csv(itemsHeader, 'A,1,p1,s1,,5.00,1', 'B,1,p1,s1,,5.00,1', 'C,1,p1,s1,,-5.00,1');
      await test.importText(lines, lineFile);
      const kinds = () => stored().map(({ kind, net }) => [kind, net]);
      expect(kinds()).toEqual([
        ['return', 500],
        ['order', 500],
        ['return', -500],
      ]);
      expect(await test.importText(text, named)).toMatchObject({ rowsUnchanged: 2 });
      await test.importText(lines.replace('-5.00', '6.00'), lineFile);
      expect(kinds()).toEqual([
        ['return', 500],
        ['order', 500],
        ['order', 600],
      ]);
    });

    it('nor does a date on the lines, or an empty cell of the orders file, change a kind that is known', async () => {
      const named = {
        entity: 'orders',
        mapping: { order_id: { column: 'id' }, ordered_at: { column: 'at' }, kind: { column: 'kind' } },
      };
      const text = csv('id,at,kind', 'A,2024-03-01,return', 'B,2024-03-01,');
      await test.importText(text, named);
      await test.importText(csv(itemsHeader, 'A,1,p1,s1,,5.00,1', 'B,1,p1,s1,,-5.00,1'), lineFile);
      const kinds = () => stored().map(({ kind, net }) => [kind, net]);
      const known = [
        ['return', 500],
        ['return', -500],
      ];
      expect(kinds()).toEqual(known);
      expect(await test.importText(text, named)).toMatchObject({ rowsAccepted: 2, rowsUnchanged: 2 });
      expect(kinds()).toEqual(known);
      const dated = {
        ...lineFile,
        mapping: { ...lineFile.mapping, ordered_at: { column: 'shipping_limit_date' } },
      };
      await test.importText(csv(itemsHeader, 'A,1,p1,s1,2024-03-01,6.00,1'), dated);
      expect(kinds()).toEqual([['return', 600], known[1]]);
    });

    it('replace: lines the file no longer has go, the orders that a file gave stay', async () => {
      await test.importText(ordersText(), ordersFile);
      await test.importText(itemsText(), lineFile);
      await test.importText(csv(itemsHeader, 'A,1,p1,s1,,58.90,1'), { ...lineFile, options: { mode: 'replace' } });
      expect(stored()).toMatchObject([
        figures[0],
        { ...figures[1], net: 0, gross: 0 },
        { ...figures[2], net: 0, gross: 0 },
      ]);
      expect(test.hub.counts()).toMatchObject({ orders: 3, order_items: 1 });
    });
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
