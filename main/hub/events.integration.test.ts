import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenRules, csv, openTestHub, type TestHub } from './hub.fixture.ts';

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(async () => {
  expect(brokenRules(test.reader)).toEqual([]);
  await test.close();
});

const header = 'event,occurred_at,customer_id,page';
const events = { entity: 'events' };
const rows = [
  'view,2024-03-01 10:00:00,1,/a',
  'view,2024-03-01 10:00:00,1,/a',
  'buy,2024-03-01 10:05:00,1,/b',
  'view,2024-03-02 10:00:00,2,/a',
];

describe('events file', () => {
  it('keeps exact repeats, and reading it again adds nothing', async () => {
    expect(await test.importText(csv(header, ...rows), events)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 0 });
    expect(test.hub.counts()).toMatchObject({ events: 4, profiles: 2 });
    expect(await test.importText(csv(header, ...rows), events)).toMatchObject({ rowsAccepted: 4, rowsUnchanged: 4 });
    expect(test.hub.counts()).toMatchObject({ events: 4, profiles: 2 });
    expect(test.reader.get('SELECT properties FROM events WHERE name = ?', ['buy'])).toEqual({
      properties: '{"page":"/b"}',
    });
  });

  it('a later file with one repeat more adds that one', async () => {
    await test.importText(csv(header, ...rows), events);
    const record = await test.importText(csv(header, ...rows, rows[0] ?? ''), events);
    expect(record).toMatchObject({ rowsAccepted: 5, rowsUnchanged: 4 });
    expect(test.hub.counts()).toMatchObject({ events: 5 });
  });

  it('append adds all; replace leaves what the file has', async () => {
    await test.importText(csv(header, ...rows), events);
    await test.importText(csv(header, ...rows), { ...events, options: { mode: 'append' } });
    expect(test.hub.counts()).toMatchObject({ events: 8 });
    await test.importText(csv(header, ...rows.slice(0, 3)), { ...events, options: { mode: 'replace' } });
    expect(test.hub.counts()).toMatchObject({ events: 3 });
  });

  it('a message id makes an event one, in one file and across files', async () => {
    const withIds = csv(
      'event,occurred_at,message_id',
      'view,2024-03-01,m1',
      'view,2024-03-01,m2',
      'view,2024-03-01,m1',
    );
    expect(await test.importText(withIds, events)).toMatchObject({ rowsAccepted: 3, rowsUnchanged: 1 });
    expect(test.hub.counts()).toMatchObject({ events: 2 });
    expect(await test.importText(withIds, events)).toMatchObject({ rowsAccepted: 3, rowsUnchanged: 3 });
    expect(test.hub.counts()).toMatchObject({ events: 2 });
  });
});

describe('profiles file', () => {
  const profiles = { entity: 'profiles' };

  it('knows a person by any identifier, the strongest first, and replaces what the file says', async () => {
    await test.importText(
      csv('customer_id,customer_name,email,phone', '1,Ann,Ann@Example.com,138 0013 8000', '2,Bob,bob@example.com,'),
      profiles,
    );
    await test.importText(
      csv('email,phone,city', 'ann@example.com,,Paris', ',+86 13800138000,Lyon', 'new@example.com,,Nice'),
      profiles,
    );
    expect(
      test.reader.all(
        `SELECT p.display_name, p.known_as, p.city, (SELECT count(*) FROM identifiers i WHERE i.profile_id = p.id) AS identifiers
           FROM profiles p ORDER BY p.id`,
      ),
    ).toEqual([
      { display_name: 'Ann', known_as: '1', city: 'Lyon', identifiers: 3 },
      { display_name: 'Bob', known_as: '2', city: null, identifiers: 2 },
      { display_name: null, known_as: 'new@example.com', city: 'Nice', identifiers: 1 },
    ]);
  });

  it('identifiers that lead to two people: the customer number decides, nobody is merged', async () => {
    await test.importText(csv('customer_id,email', '1,a@x.com', '2,b@x.com'), profiles);
    await test.importText(csv('customer_id,email,city', '1,b@x.com,Rome'), profiles);
    expect(test.reader.all('SELECT city FROM profiles ORDER BY id')).toEqual([{ city: 'Rome' }, { city: null }]);
    expect(test.hub.counts()).toMatchObject({ profiles: 2 });
  });

  it('customer numbers of two sources are two people', async () => {
    await test.importText(csv('customer_id,city', '1,Rome'), profiles);
    await test.importText(csv('customer_id,city', '1,Oslo'), { ...profiles, options: { source: 'other' } });
    expect(test.hub.counts()).toMatchObject({ profiles: 2 });
  });

  it('a row that names nobody is kept out', async () => {
    const record = await test.importText(csv('customer_id,city', '1,Rome', ',Oslo'), profiles);
    expect(record).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
    expect(test.hub.rejects(record.id, { offset: 0, limit: 9 })).toMatchObject([
      { rowNumber: 2, code: 'required-missing' },
    ]);
  });

  it('replace keeps people whom an order speaks of', async () => {
    await test.importText(csv('customer_id,city', '1,Rome', '2,Oslo', '3,Bonn'), profiles);
    await test.importText(csv('order_id,ordered_at,customer_id,amount', 'A,2024-03-01,2,5'), { entity: 'orders' });
    await test.importText(csv('customer_id,city', '1,Rome'), { ...profiles, options: { mode: 'replace' } });
    expect(test.reader.all('SELECT city FROM profiles ORDER BY id')).toEqual([{ city: 'Rome' }, { city: 'Oslo' }]);
  });

  it('differing rows of one customer in one file: the later counts, the earlier is listed', async () => {
    const record = await test.importText(csv('customer_id,city', '1,Rome', '1,Oslo'), profiles);
    expect(record).toMatchObject({ rowsRead: 2, rowsAccepted: 1, rowsRejected: 1 });
    expect(test.reader.all('SELECT city FROM profiles')).toEqual([{ city: 'Oslo' }]);
  });
});

describe('products file', () => {
  it('names products that lines made', async () => {
    await test.importText(csv('order_id,ordered_at,sku,quantity,price', 'A,2024-03-01,P1,1,3'), {
      entity: 'order_items',
    });
    await test.importText(csv('sku,product_name,category', 'P1,Cup,Kitchen', 'P2,Mug,Kitchen'), { entity: 'products' });
    expect(test.reader.all('SELECT key, name, category FROM products ORDER BY key')).toEqual([
      { key: 'P1', name: 'Cup', category: 'Kitchen' },
      { key: 'P2', name: 'Mug', category: 'Kitchen' },
    ]);
  });
});

describe('a table of its own', () => {
  const weather = { entity: 'table:weather' };
  const text = csv('day,city,degrees', '2024-03-01,Rome,12.5', '2024-03-02,Rome,13', '2024-03-02,Rome,13');
  const stored = () => test.reader.get<{ storage_name: string; columns: string }>('SELECT * FROM imported_tables');
  const read = (columns: string) => test.reader.all(`SELECT ${columns} FROM ${stored()?.storage_name} ORDER BY id`);

  it('is STRICT, typed, counted and told to the replica as a whole', async () => {
    expect(await test.importText(text, weather)).toMatchObject({ status: 'succeeded', rowsAccepted: 3 });
    expect(JSON.parse(stored()?.columns ?? '[]')).toEqual([
      { name: 'day', storageName: 'c1_day', type: 'date' },
      { name: 'city', storageName: 'c2_city', type: 'text' },
      { name: 'degrees', storageName: 'c3_degrees', type: 'decimal' },
    ]);
    expect(test.reader.get(`SELECT strict FROM pragma_table_list WHERE name = 't_1_weather'`)).toEqual({ strict: 1 });
    expect(test.hub.counts()).toMatchObject({ 'table:weather': 3 });
    expect(test.reader.all('SELECT entity, action FROM changes')).toEqual([{ entity: 't_1_weather', action: 'reset' }]);
  });

  it('reading the same file again adds nothing; a new column widens the table', async () => {
    await test.importText(text, weather);
    expect(await test.importText(text, weather)).toMatchObject({ rowsAccepted: 3, rowsUnchanged: 3 });
    await test.importText(csv('day,city,degrees,wind', '2024-03-03,Rome,14,7'), weather);
    expect(read('c1_day, c4_wind')).toEqual([
      { c1_day: '2024-03-01', c4_wind: null },
      { c1_day: '2024-03-02', c4_wind: null },
      { c1_day: '2024-03-02', c4_wind: null },
      { c1_day: '2024-03-03', c4_wind: 7 },
    ]);
  });

  it('a file that fails leaves no table and no column behind', async () => {
    const bad = await test.importText(csv('a,b', 'x,1', 'y,2'), {
      ...weather,
      mapping: { a: { expression: 'int(row["a"])' } },
    });
    expect(bad.status).toBe('failed');
    expect(stored()).toBeUndefined();
    await test.importText(text, weather);
    expect(test.hub.counts()).toMatchObject({ 'table:weather': 3 });
  });

  it('has columns called as it likes, even as fields of orders are', async () => {
    const record = await test.importText(csv('kind,line_type,status', 'auto,thick,ok'), weather);
    expect(record).toMatchObject({ status: 'succeeded', rowsAccepted: 1 });
    expect(read('*')).toMatchObject([{ c1_kind: 'auto', c2_line_type: 'thick', c3_status: 'ok' }]);
  });

  it('can be deleted, and made again under another storage name', async () => {
    await test.importText(text, weather);
    await test.hub.deleteImportedTable('weather');
    expect(test.hub.counts()).not.toHaveProperty('table:weather');
    await test.importText(text, weather);
    expect(stored()?.storage_name).toBe('t_2_weather');
    await expect(test.hub.deleteImportedTable('nothing')).rejects.toMatchObject({ code: 'api/not-found' });
  });
});
