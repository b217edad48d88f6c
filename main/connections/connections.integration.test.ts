import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import ExcelJS from 'exceljs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mapping } from '../../contract/imports.ts';
import { startApi } from '../connectors/http/server.fixture.ts';
import { columns, keptPieces, openTestConnections, stream, type TestConnections } from './connections.fixture.ts';

/** The same two rows, as different programs write them. */
const sameFiles: Record<string, () => Promise<string | Uint8Array>> = {
  'point.csv': async () =>
    'key,amount,count,day,at,isPaid\nA-1,1234.5,17,2024-04-13,2024-04-13 08:30:00,true\nA-2,-0.25,2000,2024-03-04,2024-03-04 23:05:00,false\n',
  'comma.csv': async () =>
    'key;amount;count;day;at;isPaid\nA-1;1.234,50;17;13.04.2024;13.04.2024 08:30;true\nA-2;-0,25;2000;04.03.2024;04.03.2024 23:05;false\n',
  'american.csv': async () =>
    'key,amount,count,day,at,isPaid\nA-1,"1,234.50",17,4/13/2024,4/13/2024 8:30 AM,Y\nA-2,(0.25),"2,000",3/4/2024,3/4/2024 11:05 PM,N\n',
  'book.xlsx': async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('S');
    sheet.addRow(['key', 'amount', 'count', 'day', 'at', 'isPaid']);
    const time = (hour: number, minute: number, day: number, month: number) =>
      new Date(Date.UTC(2024, month - 1, day, hour, minute));
    sheet.addRow(['A-1', 1234.5, 17, time(0, 0, 13, 4), time(8, 30, 13, 4), true]);
    sheet.addRow(['A-2', -0.25, 2000, time(0, 0, 4, 3), time(23, 5, 4, 3), false]);
    sheet.getColumn(4).numFmt = 'dd/mm/yyyy';
    sheet.getColumn(5).numFmt = 'dd/mm/yyyy hh:mm';
    return new Uint8Array((await book.xlsx.writeBuffer()) as unknown as ArrayBuffer);
  },
  'columns.parquet': async () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'key', data: ['A-1', 'A-2'] },
          { name: 'amount', data: [1234.5, -0.25] },
          { name: 'count', data: [17, 2000] },
          { name: 'day', data: [new Date('2024-04-13'), new Date('2024-03-04')] },
          { name: 'at', data: [new Date('2024-04-13T08:30:00Z'), new Date('2024-03-04T23:05:00Z')] },
          { name: 'isPaid', data: [true, false] },
        ],
        schema: [
          { name: 'root', num_children: 6 },
          { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
          {
            ...{ name: 'amount', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 8, converted_type: 'DECIMAL' },
            ...{ precision: 12, scale: 2, repetition_type: 'REQUIRED' },
          },
          { name: 'count', type: 'INT32', repetition_type: 'REQUIRED' },
          { name: 'day', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
          {
            ...{ name: 'at', type: 'INT64', repetition_type: 'REQUIRED' },
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
          },
          { name: 'isPaid', type: 'BOOLEAN', repetition_type: 'REQUIRED' },
        ],
      }),
    ),
};

let world: TestConnections;
let source: DatabaseSync;
let path: string;

beforeEach(async () => {
  world = await openTestConnections();
  path = join(world.folder, 'source.sqlite');
  source = new DatabaseSync(path);
  source.exec(`CREATE TABLE visits (id INTEGER PRIMARY KEY, page TEXT, at TEXT)`);
  source.exec(`INSERT INTO visits VALUES (1, 'home', '2024-03-01 10:00:00'), (2, 'cart', '2024-03-01 10:05:00')`);
});
afterEach(async () => {
  source.close();
  await world.close();
});

const visits = (changes: Partial<Parameters<typeof stream>[0]> = {}) =>
  stream({
    name: 'visits',
    entity: 'table:visits',
    mapping: columns('id', 'page', 'at'),
    primaryKey: ['id'],
    ...changes,
  });
const incremental = (changes: Partial<Parameters<typeof stream>[0]> = {}) =>
  visits({ mode: 'incremental', cursorField: 'at', ...changes });
const make = (streams = [visits()]) => world.make({ kind: 'sqlite', config: { path }, streams });
const pages = () => world.table('visits').map(([id, page]) => [id, page]);

describe('a full sync', () => {
  it('brings everything, then what changed, and takes away what is gone', async () => {
    const id = await make();
    expect(await world.sync(id)).toMatchObject({
      status: 'succeeded',
      streams: [
        {
          rowsRead: 2,
          rowsAccepted: 2,
          rowsChanged: 2,
          rowsUnchanged: 0,
          rowsRejected: 0,
          rowsDeleted: 0,
          estimatedRows: 2,
        },
      ],
    });
    source.exec(
      `DELETE FROM visits WHERE id = 1; UPDATE visits SET page = 'pay' WHERE id = 2; INSERT INTO visits VALUES (3, 'end', NULL)`,
    );
    expect(await world.sync(id)).toMatchObject({ streams: [{ rowsRead: 2, rowsChanged: 2, rowsDeleted: 1 }] });
    expect(pages()).toEqual([
      [2, 'pay'],
      [3, 'end'],
    ]);
    expect(await world.sync(id)).toMatchObject({
      streams: [{ rowsRead: 2, rowsChanged: 0, rowsUnchanged: 2, rowsDeleted: 0 }],
    });
  });

  it('an empty answer deletes nothing, and says so', async () => {
    const id = await make();
    await world.sync(id);
    source.exec('DELETE FROM visits');
    expect(await world.sync(id)).toMatchObject({
      status: 'succeeded',
      streams: [{ rowsRead: 0, notes: [{ code: 'empty-kept' }] }],
    });
    expect(pages()).toHaveLength(2);
  });
});

describe('an incremental sync', () => {
  it('[SY1] reads on from where the last one ended, and once more from the beginning when asked', async () => {
    const id = await make([incremental()]);
    await world.sync(id);
    expect(world.connections.get(id, 'en').streams[0]?.cursor).toBe('2024-03-01 10:05:00');
    source.exec(`INSERT INTO visits VALUES (3, 'pay', '2024-03-01 10:10:00')`);
    expect(await world.sync(id)).toMatchObject({ streams: [{ rowsRead: 2, rowsChanged: 1, rowsUnchanged: 1 }] });
    expect(await world.sync(id, { fromStart: true })).toMatchObject({ streams: [{ rowsRead: 3, rowsUnchanged: 3 }] });
    expect(pages()).toEqual([
      [1, 'home'],
      [2, 'cart'],
      [3, 'pay'],
    ]);
  });

  it('[SY7] compares keys to find what was deleted', async () => {
    const id = await make([incremental({ detectsDeletes: true })]);
    await world.sync(id);
    source.exec(`DELETE FROM visits WHERE id = 1`);
    const sync = await world.sync(id);
    expect(sync.streams[0]).toMatchObject({
      rowsRead: 1,
      rowsDeleted: 1,
      notes: [{ code: 'keys-compared', params: { keys: 1 } }],
    });
    expect(pages()).toEqual([[2, 'cart']]);
  });

  it('[SY3] starts from the beginning when it is read in another way', async () => {
    const id = await make([incremental()]);
    await world.sync(id);
    await world.connections.update(id, { streams: [incremental({ cursorField: 'id' })] }, 'en');
    expect(world.connections.get(id, 'en').streams[0]?.cursor).toBeNull();
    await world.connections.update(id, { streams: [incremental({ cursorField: 'id', lookback: 5 })] }, 'en');
    expect(await world.sync(id)).toMatchObject({ streams: [{ rowsRead: 2 }] });
    expect(world.connections.get(id, 'en').streams[0]?.cursor).toBe('2');
  });
});

describe('columns of the source', () => {
  it('[SY13] a new one is read from then on; one that nobody uses may go', async () => {
    const id = await make([visits({ mapping: columns('id', 'page', 'at') })]);
    await world.sync(id);
    source.exec('ALTER TABLE visits ADD COLUMN place TEXT; UPDATE visits SET place = id');
    const second = await world.sync(id);
    expect(second.streams[0]?.schemaChanges).toEqual([
      { kind: 'added', column: 'place', from: null, to: 'text', action: 'taken' },
    ]);
    expect(world.table('visits')).toEqual([
      [1, 'home', Date.parse('2024-03-01T10:00:00Z'), '1'],
      [2, 'cart', Date.parse('2024-03-01T10:05:00Z'), '2'],
    ]);
    expect((await world.sync(id)).streams[0]?.schemaChanges).toEqual([]);
  });

  it('[SY14] a mapped one that was renamed stops its stream with nothing lost, until the mapping is changed', async () => {
    const id = await make([incremental()]);
    await world.sync(id);
    source.exec(
      `ALTER TABLE visits RENAME COLUMN page TO url; INSERT INTO visits VALUES (3, 'pay', '2024-03-01 10:10:00')`,
    );
    const stopped = await world.sync(id);
    expect(stopped).toMatchObject({
      status: 'failed',
      error: { code: 'connections/column-missing', message: expect.stringContaining('page') },
      streams: [
        {
          schemaChanges: [
            { kind: 'added', column: 'url', action: 'taken' },
            { kind: 'missing', column: 'page', action: 'stopped' },
          ],
        },
      ],
    });
    expect(pages()).toEqual([
      [1, 'home'],
      [2, 'cart'],
    ]);
    const mapping = { ...columns('id', 'at'), page: { column: 'url' } };
    await world.connections.update(id, { streams: [incremental({ mapping })] }, 'en');
    expect(await world.sync(id)).toMatchObject({ status: 'succeeded' });
    expect(pages()).toEqual([
      [1, 'home'],
      [2, 'cart'],
      [3, 'pay'],
    ]);
  });

  it('one of another type is told, with what becomes of it; what no longer fits is kept out, row by row', async () => {
    source.exec('CREATE TABLE carts (id INTEGER PRIMARY KEY, items INTEGER, note TEXT)');
    source.exec(`INSERT INTO carts VALUES (1, 3, 'x'), (2, 4, 'y')`);
    const id = await make([
      stream({ name: 'carts', entity: 'table:carts', mapping: columns('id', 'items'), primaryKey: ['id'] }),
    ]);
    await world.sync(id);
    source.exec('DROP TABLE carts; CREATE TABLE carts (id INTEGER PRIMARY KEY, items TEXT, note INTEGER)');
    source.exec(`INSERT INTO carts VALUES (1, '5', 1), (2, 'many', 2), (3, '6', 3)`);
    const second = await world.sync(id);
    expect(second.streams).toMatchObject([{ rowsRead: 3, rowsAccepted: 2, rowsRejected: 1 }]);
    expect(second.streams[0]?.schemaChanges).toEqual([
      { kind: 'retyped', column: 'items', from: 'integer', to: 'text', action: 'taken' },
      { kind: 'retyped', column: 'note', from: 'text', to: 'integer', action: 'ignored' },
    ]);
    // Read in full: what is kept out is not in the table until it is put right.
    expect(world.table('carts')).toEqual([
      [1, 5],
      [3, 6],
    ]);
    expect((await world.sync(id)).streams[0]?.schemaChanges).toEqual([]);
  });

  it('a stream that is gone fails alone', async () => {
    source.exec('CREATE TABLE other (id INTEGER PRIMARY KEY)');
    source.exec('INSERT INTO other VALUES (1)');
    const other = stream({ name: 'other', entity: 'table:other', mapping: columns('id') });
    const id = await make([other, visits()]);
    await world.sync(id);
    source.exec('DROP TABLE other');
    const sync = await world.sync(id);
    expect(sync).toMatchObject({ status: 'partial', error: { failure: 'gone' } });
    expect(sync.streams.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });
});

describe('rows that cannot be taken', () => {
  beforeEach(() =>
    source.exec(`CREATE TABLE deals (no TEXT, day TEXT, total TEXT);
    INSERT INTO deals VALUES ('A', '2024-03-01', '10.50'), ('B', 'soon', '7'), ('C', '2024-03-02', 'much')`),
  );
  const deals = () =>
    stream({
      ...{ name: 'deals', entity: 'orders', mode: 'incremental', cursorField: 'no', primaryKey: ['no'] },
      mapping: { order_id: { column: 'no' }, ordered_at: { column: 'day' }, net: { column: 'total' } },
    });
  const orders = () => world.rows('SELECT key, net_minor FROM orders ORDER BY key');

  it('[SY15] are kept with their reason, and come in when they are put right in place or by another mapping', async () => {
    const id = await make([deals()]);
    expect(await world.sync(id)).toMatchObject({
      status: 'succeeded',
      streams: [{ rowsRead: 3, rowsAccepted: 1, rowsRejected: 2 }],
    });
    const { total, rows } = world.connections.rejectedRows(id, { offset: 0, limit: 10 }, 'en');
    expect([
      total,
      rows.map(({ values, reasons }) => [values, reasons.map(({ field, code }) => [field, code])]),
    ]).toEqual([
      2,
      [
        [['B', 'soon', '7'], [['ordered_at', 'not-a-date']]],
        [['C', '2024-03-02', 'much'], [['net', 'not-a-number']]],
      ],
    ]);
    const importId = rows[0]?.importId ?? '';
    const replayed = await world.connections.replay(id, {
      importId,
      rows: [{ rowNumber: 2, values: ['B', '2024-03-05', '7'] }],
    });
    expect(replayed.rows).toBe(1);
    await expect
      .poll(() => orders())
      .toEqual([
        ['A', 1050],
        ['B', 700],
      ]);
    const mapping = { order_id: { column: 'no' }, ordered_at: { column: 'day' }, net: { value: 1 } };
    await world.connections.replay(id, { importId, mapping });
    await expect
      .poll(() => orders())
      .toEqual([
        ['A', 1050],
        ['B', 700],
        ['C', 100],
      ]);
    expect(world.connections.rejectedRows(id, { offset: 0, limit: 10 }, 'en').total).toBe(0);
  });

  it('[SY19] landed pieces go after some syncs, those with rows to be put right when that is done', async () => {
    const id = await make([deals()]);
    const pieces = () => readdirSync(join(world.folder, 'landing')).length;
    const importsAndSegments = () =>
      world.rows(`SELECT (SELECT count(*) FROM imports), (SELECT count(*) FROM sync_segments)`)[0];
    await world.sync(id);
    for (const no of ['D', 'E', 'F', 'G', 'H']) {
      source.exec(`INSERT INTO deals VALUES ('${no}', '2024-04-01', '1')`);
      await world.sync(id);
    }
    // The last three syncs; the first, of which two rows wait, and the second, which read one of them again [SY1].
    expect([pieces(), importsAndSegments()]).toEqual([keptPieces + 2, [keptPieces + 2, keptPieces + 2]]);
    const waiting = world.connections.rejectedRows(id, { offset: 0, limit: 10 }, 'en').rows;
    expect(waiting).toHaveLength(3);
    for (const [index, { importId, rowNumber }] of waiting.entries()) {
      const rows = [{ rowNumber, values: [`R${index}`, '2024-03-05', '7'] }];
      await world.connections.replay(id, { importId, rows });
    }
    await expect.poll(() => orders().length).toBe(9);
    for (let n = 0; n < keptPieces; n += 1) await world.sync(id);
    expect(importsAndSegments()).toEqual([keptPieces, keptPieces]);
    // Three syncs that read the same row: their pieces are the same bytes.
    expect(pieces()).toBe(1);
    expect(orders()).toHaveLength(9);
    await world.connections.remove(id, false);
    expect([pieces(), importsAndSegments(), orders().length]).toEqual([0, [0, 0], 9]);
  });

  it('do not hold up the cursor', async () => {
    const id = await make([deals()]);
    await world.sync(id);
    source.exec(`INSERT INTO deals VALUES ('D', 'never', '1')`);
    await world.sync(id);
    expect(world.connections.get(id, 'en').streams[0]?.cursor).toBe('D');
  });
});

describe('secrets', () => {
  it('[SY16] are nowhere in clear: not in the store, the log, an answer or a failure', async () => {
    const password = 'correct-horse/battery staple';
    const config = { host: '127.0.0.1', port: 1, database: 'd', user: 'u', password };
    const id = await world.make({ kind: 'postgres', config, streams: [visits()] });
    const answers = JSON.stringify([
      world.connections.get(id, 'en'),
      await world.connections.testSaved(id, 'zh-CN'),
      await world.sync(id),
      world.connections.list('en'),
    ]);
    expect(world.connections.get(id, 'en').config).toEqual({
      host: '127.0.0.1',
      port: 1,
      database: 'd',
      user: 'u',
      password: 'set',
    });
    const files = readdirSync(world.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    for (const text of [answers, world.log(), ...files]) expect(text).not.toContain(password);
    expect(answers).toContain('unreachable');
  });

  it('stay when settings are changed without them, and go when they are emptied', async () => {
    const config = { host: 'a', database: 'd', user: 'u', password: 'one' };
    const id = await world.make({ kind: 'postgres', config });
    const password = async (patch: Record<string, string | null>) =>
      (await world.connections.update(id, { config: patch }, 'en')).config.password;
    expect(await password({ host: 'b' })).toBe('set');
    expect(await password({ password: 'set' })).toBe('set');
    expect(await password({ password: null })).toBeNull();
  });
});

describe('failures', () => {
  const server = { host: '127.0.0.1', port: 1, database: 'd', user: 'u' };

  it('that may pass are tried again by themselves; the history keeps each try', async () => {
    const id = await world.make({ kind: 'postgres', config: server, streams: [visits()] });
    const first = await world.sync(id);
    expect(first).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: { failure: 'unreachable', code: 'connections/failed-unreachable' },
    });
    await world.pass(60_000);
    const [second, one] = world.connections.syncs(id, 5, 'en');
    expect([second?.attempt, second?.trigger, one?.retryAt !== null]).toEqual([2, 'retry', true]);
    // The third try is on its way, says when, and can be called off.
    const waits = () => world.connections.get(id, 'en').waitsUntil;
    expect([waits(), second?.retryAt]).toEqual([second?.retryAt, expect.any(String)]);
    await world.connections.cancelSync(id);
    expect([waits(), world.connections.syncs(id, 1, 'en')[0]?.retryAt]).toEqual([null, null]);
    await world.pass(3_600_000);
    expect(world.connections.syncs(id, 5, 'en')).toHaveLength(2);
  });

  it('of a server out of service say so, and promise no try that was called off', async () => {
    const api = await startApi(() => ({ status: 503 }));
    try {
      const yaml = `base_url: '${api.origin}'\ntries: 1\nstreams: [{ name: visits, path: /visits }]`;
      const id = await world.make({ kind: 'http', config: { describedBy: 'yaml', yaml }, streams: [visits()] });
      const failed = await world.sync(id);
      expect(failed).toMatchObject({
        error: { failure: 'transient', code: 'connections/failed-unavailable', reason: 'HTTP 503' },
      });
      await world.connections.cancelSync(id);
      for (const [language, said] of [
        ['en', 'The source is out of service for the moment (HTTP 503). What was read is kept.'],
        ['zh-CN', '对方的服务暂时不可用（HTTP 503）。已取到的数据都保留。'],
      ] as const) {
        expect(world.connections.syncs(id, 1, language)[0]).toMatchObject({ retryAt: null, error: { message: said } });
      }
    } finally {
      await api.close();
    }
  });

  it('of a certificate nobody vouches for say so in both languages, and nothing sent or read is lost', async () => {
    const read = (name: string) => readFileSync(join(import.meta.dirname, '../connectors/sql', name), 'utf8');
    let last = 2;
    const answer = ({ url }: { url: URL }) => {
      const since = Number(url.searchParams.get('since') ?? 0);
      return {
        body: { data: [1, 2, 3, 4, 5].filter((id) => id > since && id <= last).map((id) => ({ id, page: 'p' })) },
      };
    };
    const plain = await startApi(answer);
    const sealed = await startApi(answer, { key: read('test-server.key'), cert: read('test-server.crt') });
    const config = (origin: string) => ({
      describedBy: 'yaml',
      yaml: `base_url: '${origin}'
auth: { type: bearer, token: '{secret.token}' }
streams: [{ name: visits, path: /visits, records: data, key: [id], query: { since: '{cursor}' }, incremental: { field: id, format: as_is } }]`,
      token: 'very-secret-token',
    });
    try {
      const id = await world.make({
        ...{ kind: 'http', config: config(plain.origin) },
        streams: [incremental({ mapping: columns('id', 'page'), cursorField: 'id' })],
      });
      expect(await world.sync(id)).toMatchObject({ status: 'succeeded' });
      last = 5;
      await world.connections.update(id, { config: config(sealed.origin) }, 'en');
      const failed = await world.sync(id);
      // Another try would meet the same certificate.
      expect(failed).toMatchObject({
        ...{ status: 'failed', retryAt: null },
        error: {
          ...{ failure: 'tls', code: 'connections/failed-tls', message: expect.stringContaining('certificate') },
          request: { request: expect.stringContaining(`${sealed.origin}/visits`) },
        },
      });
      expect(world.connections.syncs(id, 1, 'zh-CN')[0]?.error?.message).toContain('证书');
      // The server never saw a request, so it never saw the credentials.
      expect(sealed.asked).toEqual([]);
      expect(pages()).toHaveLength(2);
      await world.connections.update(id, { config: config(plain.origin) }, 'en');
      expect(await world.sync(id)).toMatchObject({ status: 'succeeded' });
      expect(plain.asked.at(-1)?.url.search).toBe('?since=2');
      expect(pages().map(([visit]) => Number(visit))).toEqual([1, 2, 3, 4, 5]);
    } finally {
      await Promise.all([plain.close(), sealed.close()]);
    }
  });

  it('that need somebody are not', async () => {
    const id = await world.make({
      kind: 'sqlite',
      config: { path: join(world.folder, 'none.sqlite') },
      streams: [visits()],
    });
    expect(await world.sync(id)).toMatchObject({ status: 'failed', retryAt: null, error: { failure: 'config' } });
    await world.pass(24 * 3_600_000);
    expect(world.connections.syncs(id, 5, 'en')).toHaveLength(1);
  });

  it('settings and streams that cannot work are refused at once', async () => {
    const refused = (input: Partial<Parameters<TestConnections['make']>[0]>) =>
      expect(world.make({ kind: 'sqlite', config: { path }, ...input })).rejects;
    await refused({ kind: 'oracle' }).toMatchObject({ code: 'connections/unknown-kind' });
    await refused({ config: {} }).toMatchObject({ code: 'api/invalid-input', details: [{ path: 'config.path' }] });
    await refused({ streams: [visits(), visits()] }).toMatchObject({ code: 'connections/stream-twice' });
    await refused({ streams: [visits({ mode: 'incremental' })] }).toMatchObject({
      code: 'connections/stream-needs-cursor',
    });
    await refused({ streams: [incremental({ detectsDeletes: true, primaryKey: [] })] }).toMatchObject({
      code: 'connections/stream-needs-key',
    });
    await refused({
      streams: [
        stream({ name: 'visits', entity: 'orders', mapping: { ...columns('order_id', 'ordered_at', 'colour') } }),
      ],
    }).toMatchObject({ code: 'import/mapping-invalid', params: { field: 'colour' } });
    await refused({
      streams: [stream({ name: 'visits', entity: 'orders', mapping: columns('order_id') })],
    }).toMatchObject({ code: 'import/mapping-incomplete' });
    await refused({ schedule: { cron: '61 * * * *', timezone: 'UTC' } }).toMatchObject({
      code: 'jobs/invalid-schedule',
    });
    await make();
    await refused({ name: 'shop' }).toMatchObject({ code: 'connections/name-taken' });
  });
});

describe('schedules and freshness', () => {
  it('syncs when it is due, once, and tells when the next ones are', async () => {
    const id = await world.make({
      kind: 'sqlite',
      config: { path },
      streams: [visits()],
      schedule: { everyMinutes: 30, timezone: 'Asia/Shanghai' },
    });
    expect(world.connections.freshness()).toMatchObject([{ state: 'never', promisedMinutes: 45 }]);
    await world.pass(31 * 60_000);
    expect(world.connections.syncs(id, 5, 'en').map(({ trigger, status }) => [trigger, status])).toEqual([
      ['schedule', 'succeeded'],
    ]);
    expect(world.connections.freshness()).toMatchObject([{ state: 'fresh', volumes: [{ rows: 2 }], anomaly: null }]);
    expect(world.connections.get(id, 'en').nextRuns).toHaveLength(5);
    await world.connections.update(id, { isPaused: true }, 'en');
    await world.pass(180 * 60_000);
    expect(world.connections.syncs(id, 5, 'en')).toHaveLength(1);
    expect(world.connections.get(id, 'en')).toMatchObject({ nextRuns: [], freshness: 'paused' });
  });

  it('[JB10] those that go first start before the others, those that go last after them', async () => {
    const due = { schedule: { everyMinutes: 30, timezone: 'UTC' }, config: { path } };
    const named = async (name: string, priority?: 'first' | 'last') =>
      world.make({ ...due, name, kind: 'sqlite', ...(priority ? { priority } : {}) });
    const last = await named('Last', 'last');
    const usual = await named('Usual');
    const changed = await named('Changed', 'last');
    const first = await named('First', 'first');
    // More than may run at once, so that one of them waits.
    await world.connections.update(changed, { priority: 'first' }, 'en');
    await world.connections.update(last, { name: 'Still last' }, 'en');
    const all = [first, changed, usual, last];
    const told = all.map((id) => world.connections.get(id, 'en').priority);
    expect(told).toEqual(['first', 'first', 'usual', 'last']);
    const started: string[] = [];
    const stop = world.jobs.on('run', ({ jobId, status }) => {
      const id = jobId.replace('sync:', '');
      if (status === 'running' && !started.includes(id)) started.push(id);
    });
    await world.pass(31 * 60_000);
    await expect.poll(() => started.length).toBe(4);
    stop();
    await world.jobs.idle();
    expect(new Set(started.slice(0, 2))).toEqual(new Set([first, changed]));
    expect(started.slice(2)).toEqual([usual, last]);
  });

  it('what it brought goes with the connection when that is wished, and stays when not', async () => {
    const id = await make();
    await world.sync(id);
    await world.connections.remove(id, false);
    expect(pages()).toHaveLength(2);
    const again = await world.make({ kind: 'sqlite', config: { path }, streams: [visits()] });
    await world.sync(again);
    expect(pages()).toHaveLength(4);
    await world.connections.remove(again, true);
    expect(pages()).toHaveLength(2);
    expect(world.connections.list('en')).toEqual([]);
  });
});

describe('before it is saved', () => {
  it('finds streams, shows 50 rows with what the mapping makes of them, and offers a mapping used before', async () => {
    const probe = { kind: 'sqlite', config: { path } };
    expect(await world.connections.test(probe, 'en')).toMatchObject({
      isOk: true,
      detail: expect.stringMatching(/^SQLite 3/),
    });
    const [found] = await world.connections.discover(probe);
    expect(found).toMatchObject({ name: 'visits', primaryKey: ['id'], cursorFields: ['at', 'id'], saved: null });
    const input = (changes: object) => ({
      ...probe,
      stream: { name: 'visits', query: null, timezone: null, currency: null, ...changes },
    });
    const mapping = { event: { column: 'page' }, occurred_at: { column: 'at' } };
    const preview = await world.connections.preview(input({ entity: 'events', mapping }), 'en');
    expect(preview.mapped.map((row) => row?.[preview.targets.indexOf('occurred_at')])).toEqual([
      '2024-03-01T10:00:00Z',
      '2024-03-01T10:05:00Z',
    ]);
    const broken = await world.connections.preview(
      input({ entity: 'events', mapping: { event: { column: 'page' } } }),
      'zh-CN',
    );
    expect([broken.problem?.code, broken.missing]).toEqual(['import/mapping-incomplete', ['occurred_at']]);
    await make([stream({ name: 'visits', entity: 'events', mapping })]);
    expect((await world.connections.discover(probe))[0]?.saved).toEqual({ entity: 'events', mapping });
    // A stream of the same name somewhere else, looked at in between, is told apart by its header.
    const other = join(world.folder, 'other.sqlite');
    const elsewhere = new DatabaseSync(other);
    elsewhere.exec('CREATE TABLE visits (id INTEGER PRIMARY KEY, url TEXT)');
    elsewhere.close();
    const later = { ...mapping, anonymous_id: { column: 'id' } };
    await world.connections.discover(probe);
    await world.connections.discover({ kind: 'sqlite', config: { path: other } });
    await world.make({
      ...{ name: 'Again', kind: 'sqlite', config: { path } },
      streams: [stream({ name: 'visits', entity: 'events', mapping: later })],
    });
    expect((await world.connections.discover({ kind: 'sqlite', config: { path: other } }))[0]?.saved).toBeNull();
    expect((await world.connections.discover(probe))[0]?.saved).toEqual({ entity: 'events', mapping: later });
    // Without a row, the columns are what the source knows of them; that there is nothing yet is no fault of the mapping.
    const empty = await world.connections.preview({ ...input({}), config: { path: other } }, 'zh-CN');
    expect(empty).toMatchObject({ fields: [{ name: 'id' }, { name: 'url' }], rows: [], mapped: [], problem: null });
    const half = { event: { column: 'url' } };
    expect(
      await world.connections.preview({ ...input({ entity: 'events', mapping: half }), config: { path: other } }, 'en'),
    ).toMatchObject({ rows: [], missing: ['occurred_at'] });
    expect(await world.connections.preview(input({}), 'en')).toMatchObject({ entity: 'events', isSaved: true });
  });
});

describe('a folder of files', () => {
  let shelf: string;
  beforeEach(async () => {
    shelf = await mkdtemp(join(tmpdir(), 'luopan-shelf-'));
  });
  afterEach(() => rm(shelf, { recursive: true, force: true }));

  const folder = (entity: string, mapping: Mapping, settings: Record<string, unknown> = {}) =>
    world.make({
      ...{ name: entity, kind: 'folder', config: { path: shelf, patterns: ['*.*'], settleSeconds: 0, ...settings } },
      streams: [stream({ name: '*.*', entity, mapping })],
    });

  it.each(Object.entries(sameFiles))('[SY21] gives the values an upload of the file gives: %s', async (name, make) => {
    await writeFile(join(shelf, name), await make());
    const { hub, table } = world;
    const mapping = columns('key', 'amount', 'count', 'day', 'at', 'isPaid');
    const upload = await hub.submitImport({
      ...{ path: join(shelf, name), keepOriginal: true, fileName: name, entity: 'table:uploaded', mapping },
    });
    await expect.poll(() => hub.getImport(upload.id)?.status).toBe('succeeded');
    const sync = await world.sync(await folder('table:shelf', mapping));
    expect(sync).toMatchObject({ status: 'succeeded', streams: [{ rowsRejected: 0 }] });
    const expected = [
      ['A-1', 1234.5, 17, '2024-04-13', Date.UTC(2024, 3, 13, 8, 30), 1],
      ['A-2', -0.25, 2000, '2024-03-04', Date.UTC(2024, 2, 4, 23, 5), 0],
    ];
    expect(table('uploaded')).toEqual(expected);
    expect(table('shelf')).toEqual(expected);
  });

  it('[SY15] keeps out the rows that an upload of its files keeps out, to be put right in place', async () => {
    await writeFile(join(shelf, 'a.csv'), 'sku,stock,note\nA,1,\nB,2,big, and red\nC,3,\n');
    await writeFile(join(shelf, 'b.ndjson'), '{"sku":"D","stock":4}\n{"sku":"E","sto\n{"sku":"F","stock":6}\n');
    const mapping = columns('sku', 'stock');
    const id = await world.make({
      ...{ name: 'Shelf', kind: 'folder', config: { path: shelf, patterns: ['*.*'], settleSeconds: 0 } },
      streams: [stream({ name: '*.*', entity: 'table:shelf', mapping, mode: 'incremental', cursorField: '_file' })],
    });
    const sync = await world.sync(id);
    expect(sync).toMatchObject({
      status: 'succeeded',
      streams: [{ rowsRead: 6, rowsAccepted: 4, rowsRejected: 2, notes: [] }],
    });
    expect(world.table('shelf')).toEqual([
      ['A', 1],
      ['C', 3],
      ['D', 4],
      ['F', 6],
    ]);
    const { rows } = world.connections.rejectedRows(id, { offset: 0, limit: 10 }, 'en');
    const found = rows.map(({ values, reasons }) => [values, reasons.map(({ code }) => code)]);
    expect(found).toEqual([
      [['B', '2', 'a.csv', 'big', ' and red'], ['too-many-fields']],
      [['{"sku":"E","sto', '', 'b.ndjson', ''], ['not-json']],
    ]);
    const importId = rows[0]?.importId ?? '';
    const tryAll = world.connections.replay(id, { importId });
    await expect(tryAll).rejects.toMatchObject({ code: 'connections/rows-need-values' });
    for (const { rowNumber, values } of rows) {
      const right = values[2] === 'a.csv' ? ['B', '2', 'a.csv', 'big and red'] : ['E', '5', 'b.ndjson', ''];
      await world.connections.replay(id, { importId, rows: [{ rowNumber, values: right }] });
    }
    await expect.poll(() => world.table('shelf').length).toBe(6);
    expect(world.connections.rejectedRows(id, { offset: 0, limit: 10 }, 'en').total).toBe(0);
  });

  it('[SY15] imports rows again as they came, and of what is no row nothing', async () => {
    const day = '2024-03-01';
    const broken = [`B,${day},2,3`, `C,${day}`, `D,"${day},4`];
    const lines = ['no,day,total', `A,${day},1`, ...broken, 'F,soon,5', `G,${day},6`, ''];
    await writeFile(join(shelf, 'a.csv'), lines.join('\n'));
    const mapping = { order_id: { column: 'no' }, ordered_at: { column: 'day' }, net: { column: 'total' } };
    const id = await folder('orders', mapping);
    await world.sync(id);
    const orders = () => world.rows('SELECT key FROM orders ORDER BY key').flat();
    const listed = () => world.connections.rejectedRows(id, { offset: 0, limit: 10 }, 'en').rows;
    const codes = () => listed().flatMap(({ reasons }) => reasons.map(({ code }) => code));
    const noRows = ['too-many-fields', 'too-few-fields', 'unclosed-quote'];
    expect(orders()).toEqual(['A', 'G']);
    expect(codes().sort()).toEqual([...noRows, 'not-a-date'].sort());

    const importId = listed()[0]?.importId ?? '';
    const fixed = { ...mapping, ordered_at: { value: day } };
    expect(await world.connections.replay(id, { importId, mapping: fixed })).toMatchObject({ rows: 1 });
    await expect.poll(orders).toEqual(['A', 'F', 'G']);
    expect(codes().sort()).toEqual(noRows.sort());
    const again = world.connections.replay(id, { importId, mapping: fixed });
    await expect(again).rejects.toMatchObject({ code: 'connections/rows-need-values' });
    expect(listed()).toHaveLength(noRows.length);
  });

  it('[SY6] read in full, keeps what there is when no row of its files can be read', async () => {
    await writeFile(join(shelf, 'a.csv'), 'sku,stock\nA,1\n');
    const id = await folder('table:shelf', columns('sku', 'stock'));
    await world.sync(id);
    await writeFile(join(shelf, 'a.csv'), 'sku,stock\nB,2,surplus\n');
    const sync = await world.sync(id);
    expect(sync.streams[0]?.notes.map(({ code }) => code).sort()).toEqual(['empty-kept', 'rows-unreadable']);
    expect(world.table('shelf')).toEqual([['A', 1]]);
  });
});

describe('a folder that tells of changes', () => {
  it('[SY20] is read when a file has come, each file once, and looks after a pause for what has come', async () => {
    const shelf = await mkdtemp(join(tmpdir(), 'luopan-shelf-'));
    await writeFile(join(shelf, 'a.csv'), 'sku,stock\nA,1\n');
    world.connections.watch();
    const mapping = { sku: { column: 'sku' }, stock: { column: 'stock' } };
    const id = await world.make({
      ...{ name: 'Shelf', kind: 'folder', config: { path: shelf, patterns: ['*.csv'], settleSeconds: 0 } },
      streams: [stream({ name: '*.csv', entity: 'table:shelf', mapping, mode: 'incremental', cursorField: '_file' })],
    });
    try {
      await world.sync(id);
      expect(world.table('shelf')).toEqual([['A', 1]]);
      await writeFile(join(shelf, 'b.csv'), 'sku,stock\nB,2\n');
      await expect
        .poll(() => world.table('shelf'))
        .toEqual([
          ['A', 1],
          ['B', 2],
        ]);
      expect(world.connections.syncs(id, 10, 'en').map(({ trigger }) => trigger)).toContain('change');
      // Paused, it is left alone; taken up again, it finds what has come.
      await world.connections.update(id, { isPaused: true }, 'en');
      await writeFile(join(shelf, 'c.csv'), 'sku,stock\nC,3\n');
      await world.connections.update(id, { isPaused: false }, 'en');
      await expect.poll(() => world.table('shelf').length).toBe(3);
    } finally {
      world.connections.close();
      await world.jobs.idle();
      await rm(shelf, { recursive: true, force: true });
    }
  });
});
