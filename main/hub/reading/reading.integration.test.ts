import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenRules, csv, knowledge, openTestHub, type TestHub, type TestImport } from '../hub.fixture.ts';

/** One reads and converts on a thread of its own, one where it writes. */
let there: TestHub;
let here: TestHub;
beforeEach(async () => {
  there = await openTestHub({ limits: { readingThreadBytes: 0, chunkRows: 900 } });
  here = await openTestHub({ limits: { readingThreadBytes: Number.MAX_SAFE_INTEGER } });
});
afterEach(() => Promise.all([there.close(), here.close()]));

async function importBoth(text: string, input: TestImport): Promise<void> {
  const [one, other] = await Promise.all([there.importText(text, input), here.importText(text, input)]);
  const figures = (record: typeof one) => {
    const { status, rowsRead, rowsAccepted, rowsRejected, rowsUnchanged, bytesRead, error } = record;
    return { status, rowsRead, rowsAccepted, rowsRejected, rowsUnchanged, bytesRead, error };
  };
  expect(figures(one)).toEqual(figures(other));
  const page = { offset: 0, limit: 10_000 };
  expect(there.hub.rejects(one.id, page)).toEqual(here.hub.rejects(other.id, page));
  expect(knowledge(there.reader)).toEqual(knowledge(here.reader));
  expect(brokenRules(there.reader)).toEqual([]);
}

const rows = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

describe('a file read on a thread of its own', () => {
  it('gives what it gives when read where it is written: orders, with rows kept out for every reason', async () => {
    const text = csv(
      'order_id,ordered_at,customer_id,email,amount,currency,note,size',
      ...rows(4_000, (n) => {
        const date = n % 50 === 3 ? '2024-02-31' : `2024-03-${String(1 + (n % 28)).padStart(2, '0')}`;
        const note = n % 9 === 0 ? `"多行\n备注 ${n}"` : n % 5 === 0 ? '' : `note ${n % 40}`;
        const amount = n % 70 === 5 ? 'a lot' : (n / 7).toFixed(2);
        const tail = n % 90 === 7 ? ',too many' : '';
        const key = n % 60 === 9 ? '' : n % 31 === 0 ? 'A-1' : `A-${n}`;
        const mail = n % 4 === 0 ? `someone.${n % 300}@example.com` : '';
        return `${key},${date},${n % 3 === 0 ? '' : `C${n % 500}`},${mail},${amount},${n % 8 === 0 ? 'USD' : 'EUR'},${note},${n % 6}${tail}`;
      }),
    );
    await importBoth(text, { entity: 'orders' });
    await importBoth(text, { entity: 'orders' });
  });

  it('orders with every field a column of the table comes from, given and missing by turns', async () => {
    const text = csv(
      'order_id,ordered_at,customer_id,status,paid_at,kind,currency,gross,discount,refund,channel,country,备注',
      ...rows(12_000, (n) => {
        const [status, kind] = [['paid', '已取消', '', 'pending', 'Complete'][n % 5], ['', 'return', 'order'][n % 3]];
        const paid = n % 4 === 0 ? '' : '2024-04-01 10:00';
        const amounts = n % 6 === 0 ? '-12.30,,0' : `${n}.10,${n % 2 ? '' : '0.05'},${n % 8 === 0 ? '1' : ''}`;
        const note = n < 6_000 ? '' : n % 2 ? `备注 ${n}` : `remark ${n}`;
        return `第${n % 40 === 3 ? n - 1 : n}号,2024-03-01,C${n % 70},${status},${paid},${kind},${n % 9 ? 'CNY' : 'JPY'},${amounts},web,${n % 3 ? 'China' : ''},${note}`;
      }),
    );
    await importBoth(text, { entity: 'orders' });
    const changed = text.replaceAll(',web,', ',app,');
    await importBoth(changed, { entity: 'orders' });
    await importBoth(changed, { entity: 'orders' });
  });

  it('events sent twice are one event, also where a whole batch is laid out at once', async () => {
    const text = csv(
      'event,occurred_at,anonymous_id,message_id,session_id,page',
      ...rows(9_000, (n) => {
        const message = n % 3 === 0 ? '' : `m-${n % 11 === 0 ? n - 2 : n}`;
        return `view,2024-01-01T00:00:${String(n % 60).padStart(2, '0')}Z,A${n % 90},${message},S${n},${n % 50 ? `/p/${n}` : '页'}`;
      }),
    );
    await importBoth(text, { entity: 'events' });
    await importBoth(text, { entity: 'events' });
  });

  it('lines that only the writer can judge keep their cells as read', async () => {
    const text = csv(
      'order_id,ordered_at,product_id,product_name,quantity,unit_price,amount',
      ...rows(3_000, (n) => {
        const price = n % 40 === 0 ? ',' : n % 3 === 0 ? `,${n % 100}.50` : `${(n % 90) + 0.25},`;
        return `L${Math.floor(n / 3)},2024-05-01 10:00,P${n % 77},"Thing, number ${n % 77}",${n % 33 === 1 ? '99999999999' : 1 + (n % 4)},${price}`;
      }),
    );
    await importBoth(text, { entity: 'order_items' });
  });

  it('events are known by their content whichever way they are read', async () => {
    const text = csv(
      'event,occurred_at,anonymous_id,page,seconds',
      ...rows(
        3_000,
        (n) => `view,2024-01-01T00:00:${String(n % 60).padStart(2, '0')}Z,A${n % 200},/p/${n % 11},${n % 7}`,
      ),
    );
    await importBoth(text, { entity: 'events' });
    expect(await there.importText(text, { entity: 'events' })).toMatchObject({ rowsUnchanged: 3_000 });
  });

  it('a field may begin with few different texts and go on with many, and columns may be empty for long', async () => {
    const text = csv(
      'order_id,ordered_at,customer_id,amount,city,remark',
      ...rows(30_000, (n) => {
        const city = n < 9_000 ? `City ${n % 3}` : `A city with a long name ${n}`;
        return `K${n},2024-06-01,${n < 12_000 ? 'C1' : `C${n}`},${n % 10},${city},${n < 20_000 ? '' : `r${n % 2}`}`;
      }),
    );
    await importBoth(text, { entity: 'orders' });
  });

  it('a customer is known again where a whole batch is of him alone, and after it', async () => {
    const text = csv(
      'order_id,ordered_at,customer_id,amount',
      ...rows(24_000, (n) => `K${n},2024-06-01,${n > 3_000 && n < 21_000 ? 'C7' : `C${n % 60}`},${n % 10}`),
    );
    await importBoth(text, { entity: 'orders' });
    expect(there.reader.get('SELECT count(*) AS n FROM profiles')).toEqual({ n: 60 });
  });

  it('two files are read side by side, and one of them can be cancelled', async () => {
    const table = csv('code,size', ...rows(5_000, (n) => `M${n},${n % 9}`));
    const orders = csv('order_id,ordered_at,amount', ...rows(40_000, (n) => `O${n},2024-01-01,${n}`));
    const cancelled = await there.submitText(orders, { entity: 'orders' });
    const kept = await there.submitText(table, { entity: 'table:sizes' });
    await there.hub.cancelImport(cancelled);
    expect((await there.ended(cancelled)).status).toBe('cancelled');
    expect(await there.ended(kept)).toMatchObject({ status: 'succeeded', rowsAccepted: 5_000 });
    expect(await there.importText(orders, { entity: 'orders' })).toMatchObject({ rowsAccepted: 40_000 });
    expect(there.hub.counts()).toMatchObject({ orders: 40_000 });
    expect(brokenRules(there.reader)).toEqual([]);
  });

  it('a file of which nothing can be taken fails as it does elsewhere, and the next one is read', async () => {
    const good = csv('order_id,ordered_at,amount', 'A,2024-01-01,5');
    const bad = csv('order_id,ordered_at,amount', ...rows(50, (n) => `B${n},never,${n}`));
    const columns = { order_id: 'order_id', ordered_at: 'ordered_at', net: 'amount' };
    const mapping = Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, { column }]));
    await importBoth(bad, { entity: 'orders', mapping });
    await importBoth(good, { entity: 'orders' });
  });
});
