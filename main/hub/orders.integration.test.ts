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

const header = 'order_id,ordered_at,customer_id,status,amount,country';
const order = { entity: 'orders' };
const orders = (columns: string) => test.reader.all(`SELECT key, ${columns} FROM orders ORDER BY key`);

describe('orders file', () => {
  it('makes orders, customers and money in minor units', async () => {
    const record = await test.importText(
      csv(header, 'A1,2024-03-01 10:00:00,7,Paid,1234.50,France', 'A2,2024-03-02 11:30:00,,Paid,0.05,Spain'),
      order,
    );
    expect(record).toMatchObject({
      status: 'succeeded',
      rowsRead: 2,
      rowsAccepted: 2,
      rowsRejected: 0,
      rowsUnchanged: 0,
    });
    expect(orders('net_minor, currency, country, ordered_at, profile_id IS NULL AS isAnonymous')).toEqual([
      {
        key: 'A1',
        net_minor: 123450,
        currency: 'USD',
        country: 'France',
        ordered_at: Date.UTC(2024, 2, 1, 10),
        isAnonymous: 0,
      },
      {
        key: 'A2',
        net_minor: 5,
        currency: 'USD',
        country: 'Spain',
        ordered_at: Date.UTC(2024, 2, 2, 11, 30),
        isAnonymous: 1,
      },
    ]);
    expect(test.hub.counts()).toMatchObject({ orders: 2, profiles: 1 });
  });

  it('takes what nobody numbered: every row an order, repeats too, and nothing twice', async () => {
    const file = csv('customer,date,cds,value', '1,1997-01-01,2,29.33', '1,1997-01-01,2,29.33', '2,1997-01-13,1,11.77');
    expect(await test.importText(file, order)).toMatchObject({ rowsAccepted: 3, rowsRejected: 0, rowsUnchanged: 0 });
    expect(await test.importText(file, order)).toMatchObject({ rowsAccepted: 3, rowsUnchanged: 3 });
    expect(test.hub.counts()).toMatchObject({ orders: 3, profiles: 2 });
    expect(test.reader.all('SELECT sum(net_minor) AS net FROM orders')).toEqual([{ net: 2933 + 2933 + 1177 }]);
  });

  it('keeps out a row whose number is missing where others have one', async () => {
    const record = await test.importText(csv(header, 'A1,2024-03-01,7,Paid,1,FR', ',2024-03-01,8,Paid,1,FR'), order);
    expect(record).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
    expect(test.hub.rejects(record.id, { offset: 0, limit: 1 })[0]).toMatchObject({
      ...{ field: 'order_id', code: 'required-missing', rowNumber: 2 },
    });
  });

  it('publishes what it wrote once, when it is whole', async () => {
    let commits = 0;
    test.hub.on('commit', () => {
      commits += 1;
    });
    await test.importText(csv(header, 'A1,2024-03-01,7,Paid,1,FR', 'A2,2024-03-01,8,Paid,1,FR'), order);
    expect(commits).toBe(1);
    expect(test.reader.all('SELECT entity, action, first_id, last_id FROM changes ORDER BY entity')).toEqual([
      { entity: 'identifiers', action: 'insert', first_id: 1, last_id: 2 },
      { entity: 'orders', action: 'insert', first_id: 1, last_id: 2 },
      { entity: 'profiles', action: 'insert', first_id: 1, last_id: 2 },
    ]);
  });

  it('reads the same file again as unchanged, to the last row, and writes no change', async () => {
    const text = csv(
      header,
      'A1,2024-03-01,7,Paid,1.10,FR',
      'A2,2024-03-01,8,Cancelled,2.20,FR',
      'A3,2024-03-01,,Paid,3,',
    );
    await test.importText(text, order);
    const before = knowledge(test.reader);
    const changes = test.reader.all('SELECT * FROM changes');
    const record = await test.importText(text, order);
    expect(record).toMatchObject({ status: 'succeeded', rowsAccepted: 3, rowsUnchanged: 3 });
    expect(knowledge(test.reader)).toEqual(before);
    expect(test.reader.all('SELECT * FROM changes')).toEqual(changes);
  });

  it('replaces what a known key said, and only the columns the file has', async () => {
    await test.importText(csv(header, 'A1,2024-03-01,7,Paid,1.10,FR', 'A2,2024-03-01,8,Paid,2,DE'), order);
    const record = await test.importText(
      csv('order_id,ordered_at,amount', 'A1,2024-03-01,9.99', 'A2,2024-03-01,2'),
      order,
    );
    expect(record).toMatchObject({ rowsAccepted: 2, rowsUnchanged: 1 });
    expect(orders('net_minor, country, profile_id')).toEqual([
      { key: 'A1', net_minor: 999, country: 'FR', profile_id: 1 },
      { key: 'A2', net_minor: 200, country: 'DE', profile_id: 2 },
    ]);
    expect(test.reader.all(`SELECT first_id, last_id FROM changes WHERE action = 'update'`)).toEqual([
      { first_id: 1, last_id: 1 },
    ]);
  });

  it('of two different rows with one key the later counts, and the earlier is listed', async () => {
    const record = await test.importText(
      csv(
        header,
        'A1,2024-03-01,7,Paid,1,FR',
        'A2,2024-03-01,7,Paid,5,FR',
        'A1,2024-03-01,7,Paid,2,FR',
        'A2,2024-03-01,7,Paid,5,FR',
      ),
      order,
    );
    expect(record).toMatchObject({ rowsRead: 4, rowsAccepted: 3, rowsRejected: 1, rowsUnchanged: 1 });
    expect(orders('net_minor')).toEqual([
      { key: 'A1', net_minor: 200 },
      { key: 'A2', net_minor: 500 },
    ]);
    expect(test.hub.rejects(record.id, { offset: 0, limit: 10 })).toEqual([
      { rowNumber: 1, field: 'order_id', value: 'A1', code: 'duplicate-key', params: {}, raw: null },
    ]);
  });

  it('keeps bad rows out with row number, field, value and reason, and the whole row', async () => {
    const record = await test.importText(
      csv(
        header,
        'A1,2024-03-01,7,Paid,1,FR',
        'A2,2024-02-31,7,Paid,5,FR',
        ',2024-03-01,7,Paid,x,FR',
        'A4,2024-03-01,7,Paid,4,FR',
      ),
      { entity: 'orders', mapping: mappingOf(header) },
    );
    expect(record).toMatchObject({ status: 'succeeded', rowsRead: 4, rowsAccepted: 2, rowsRejected: 2 });
    const rejects = test.hub.rejects(record.id, { offset: 0, limit: 10 });
    expect(rejects.map(({ rowNumber, field, value }) => [rowNumber, field, value])).toEqual([
      [2, 'ordered_at', '2024-02-31'],
      [3, 'order_id', null],
      [3, 'gross', 'x'],
    ]);
    expect(rejects.map(({ code }) => code)).toEqual(['impossible-date', 'required-missing', 'not-a-number']);
    expect(rejects[0]?.raw).toEqual(['A2', '2024-02-31', '7', 'Paid', '5', 'FR']);
    expect(rejects[2]?.raw).toBeNull();
  });

  it('a file of which nothing can be taken fails and changes nothing', async () => {
    const record = await test.importText(csv(header, 'A1,yesterday,7,Paid,1,FR', 'A2,soon,7,Paid,1,FR'), {
      entity: 'orders',
      mapping: mappingOf(header),
    });
    expect(record).toMatchObject({ status: 'failed', rowsRejected: 2, error: { code: 'import/no-rows-accepted' } });
    expect(test.hub.counts()).toMatchObject({ orders: 0, profiles: 0 });
    expect(test.hub.rejects(record.id, { offset: 0, limit: 10 })).toHaveLength(2);
  });

  it('negative documents are returns; statuses follow words and the time of payment', async () => {
    await test.importText(
      csv(
        'order_id,ordered_at,status,paid_at,amount',
        'A1,2024-03-01,已付款,2024-03-01,10',
        'A2,2024-03-01,交易关闭,,10',
        'A3,2024-03-01,已发货,2024-03-02,10',
        'A4,2024-03-01,等待买家付款,,10',
        'A5,2024-03-01,Shipped,,10',
        'A6,2024-03-01,Paid,2024-03-01,-10',
      ),
      order,
    );
    expect(orders('status, kind, net_minor')).toEqual([
      { key: 'A1', status: 'paid', kind: 'order', net_minor: 1000 },
      { key: 'A2', status: 'cancelled', kind: 'order', net_minor: 1000 },
      { key: 'A3', status: 'paid', kind: 'order', net_minor: 1000 },
      { key: 'A4', status: 'open', kind: 'order', net_minor: 1000 },
      { key: 'A5', status: 'open', kind: 'order', net_minor: 1000 },
      { key: 'A6', status: 'paid', kind: 'return', net_minor: -1000 },
    ]);
  });

  it('net is as given, else gross and delivery less discount and refund', async () => {
    await test.importText(
      csv('order_id,ordered_at,gross,discount,refund,shipping', 'A1,2024-03-01,100,10,5.5,8'),
      order,
    );
    expect(orders('net_minor, gross_minor, discount_minor, refund_minor, delivery_minor')).toEqual([
      { key: 'A1', net_minor: 9250, gross_minor: 10000, discount_minor: 1000, refund_minor: 550, delivery_minor: 800 },
    ]);
  });

  it('append keeps what is known and lists rows that contradict it', async () => {
    await test.importText(csv(header, 'A1,2024-03-01,7,Paid,1,FR'), order);
    const record = await test.importText(csv(header, 'A1,2024-03-01,7,Paid,2,FR', 'A2,2024-03-01,7,Paid,3,FR'), {
      entity: 'orders',
      options: { mode: 'append' },
    });
    expect(record).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
    expect(orders('net_minor')).toEqual([
      { key: 'A1', net_minor: 100 },
      { key: 'A2', net_minor: 300 },
    ]);
  });

  it('replace removes what the file no longer has, of this source only', async () => {
    await test.importText(csv(header, 'A1,2024-03-01,7,Paid,1,FR', 'A2,2024-03-01,8,Paid,2,FR'), order);
    await test.importText(csv(header, 'A2,2024-03-01,8,Paid,9,FR'), {
      entity: 'orders',
      options: { source: 'shop-2' },
    });
    const record = await test.importText(csv(header, 'A2,2024-03-01,8,Paid,2,FR', 'A3,2024-03-01,8,Paid,3,FR'), {
      entity: 'orders',
      options: { mode: 'replace' },
    });
    expect(record).toMatchObject({ rowsAccepted: 2, rowsUnchanged: 1 });
    expect(test.reader.all('SELECT source_id, key, net_minor FROM orders ORDER BY source_id, key')).toEqual([
      { source_id: 1, key: 'A2', net_minor: 200 },
      { source_id: 1, key: 'A3', net_minor: 300 },
      { source_id: 2, key: 'A2', net_minor: 900 },
    ]);
  });
});

function mappingOf(columns: string): Record<string, { column: string }> {
  return Object.fromEntries(columns.split(',').map((column) => [column === 'amount' ? 'gross' : column, { column }]));
}
