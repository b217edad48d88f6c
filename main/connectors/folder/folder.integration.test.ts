import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, conformanceRules, testContext } from '../conformance/index.ts';
import type { Connector, ConnectorFailure, Cursor } from '../connector.ts';
import { globPattern } from './glob.ts';
import { folderConnector } from './index.ts';
import { watchFolder } from './watch.ts';

const connector: Connector = folderConnector as unknown as Connector;
let root: string;
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'luopan-folder-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  folders += 1;
  const folder = join(root, `f${folders}`);
  for (const [name, content] of Object.entries(files)) await put(folder, name, content);
  return folder;
}
/** A file at rest: its time is well in the past, one second after the file before. */
let clock = Date.UTC(2026, 0, 1);
async function put(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  clock += 1000;
  await utimes(path, clock / 1000, clock / 1000);
}
async function read(config: Record<string, unknown>, stream: string, cursor?: Cursor) {
  const context = await testContext(connector.config.parse(config) as Record<string, unknown>);
  const mode = cursor === undefined ? 'full' : 'incremental';
  const found = await collect(
    connector.read(context, {
      stream,
      query: null,
      mode,
      cursorField: '_file',
      lookback: 0,
      primaryKey: [],
      cursor: cursor ?? null,
    }),
  );
  expect(await readdir(context.scratchDir)).toEqual([]);
  return found;
}

describe('a folder', () => {
  it('takes every file of the pattern once, new and changed ones later, touched and copied ones never', async () => {
    const path = await folderWith({
      'a.csv': 'id\n1\n2\n',
      'b.csv.gz': gzipSync('id\n3\n'),
      'c.json': '[{"id":4}]',
      '.hidden.csv': 'id\n90\n',
      '~$a.csv': 'id\n91\n',
      'd.csv.part': 'id\n92\n',
      'sub/e.csv': 'id\n93\n',
      'readme.md': 'id\n94\n',
    });
    const first = await read({ path }, '*', null);
    expect(first.records).toEqual([
      { id: '1', _file: 'a.csv' },
      { id: '2', _file: 'a.csv' },
      { id: '3', _file: 'b.csv.gz' },
      { id: '4', _file: 'c.json' },
    ]);
    const cursor = first.checkpoints.at(-1)?.cursor ?? null;
    expect((await read({ path }, '*', cursor)).records).toEqual([]);
    await put(path, 'a.csv', 'id\n1\n2\n');
    await put(path, 'copy of a.csv', 'id\n1\n2\n');
    await put(path, 'c.json', '[{"id":4},{"id":5}]');
    await put(path, 'f.csv', 'id\n6\n');
    const later = await read({ path }, '*', cursor);
    expect(later.records.map(({ id }) => id)).toEqual(['4', '5', '6']);
    expect((await read({ path, patterns: ['**/*.csv'] }, '**/*.csv')).records.map(({ id }) => id)).toContain('93');
  });

  it('leaves a file alone that is being written, and tells of a broken one after the others', async () => {
    const path = await folderWith({ 'a.xlsx': 'PK\u0003\u0004 not a workbook', 'b.csv': 'id\n1\n' });
    await writeFile(join(path, 'young.csv'), 'id\n7\n');
    const messages: string[] = [];
    const context = await testContext(connector.config.parse({ path }) as Record<string, unknown>);
    const request = {
      stream: '*',
      query: null,
      mode: 'incremental',
      cursorField: null,
      lookback: 0,
      primaryKey: [],
      cursor: null,
    } as const;
    const reading = (async () => {
      for await (const message of connector.read(context, request))
        messages.push(message.kind === 'records' ? String(message.rows[0]?.[0]) : message.kind);
    })();
    await expect(reading).rejects.toMatchObject({ failure: 'data', reason: 'a.xlsx: import/damaged-file' });
    expect(messages).toEqual(['1', 'checkpoint', 'checkpoint']);
  });

  it('never reads the product’s own data folder, by whatever path', async () => {
    const path = await folderWith({ 'a.csv': 'id\n1\n', 'own/landing/b.csv': 'id\n2\n', 'own/c.csv': 'id\n3\n' });
    const ownFolder = join(path, 'own');
    await symlink(ownFolder, join(path, 'link'));
    const request = { stream: '**/*.csv', query: null, mode: 'full' as const, cursorField: null, lookback: 0 };
    const told = async (folder: string) => {
      const config = connector.config.parse({ path: folder, patterns: ['**/*.csv'] }) as Record<string, unknown>;
      const context = await testContext(config, { ownFolder });
      return collect(connector.read(context, { ...request, primaryKey: [], cursor: null })).then(
        ({ records }) => records.map(({ id }) => id),
        (error: unknown) => connector.classifyFailure(error).failure,
      );
    };
    expect(await told(path)).toEqual(['1']);
    for (const inside of ['own', 'own/landing', 'link', 'link/c.csv']) {
      expect(await told(join(path, inside)), inside).toBe('config');
    }
  });

  it('[SY22] shows the first rows of a file that was put there just now, and reads none of all while one is not at rest', async () => {
    const path = await folderWith({ 'a.csv': 'id\n1\n' });
    await writeFile(join(path, 'young.csv'), 'id\n2\n');
    const context = await testContext(connector.config.parse({ path, settleSeconds: 600 }) as Record<string, unknown>);
    const request = { stream: '*', query: null, mode: 'full' as const, cursorField: null, lookback: 0 };
    const shown = async (limit?: number) => {
      const bounded = limit === undefined ? {} : { limit };
      const found = await collect(connector.read(context, { ...request, primaryKey: [], cursor: null, ...bounded }));
      return found.records.map(({ id }) => id);
    };
    expect(await shown(50)).toEqual(['1', '2']);
    // Read without it, a full sync would delete what it brought before.
    const told = await shown().catch((error: unknown) => error as ConnectorFailure);
    expect(told).toMatchObject({ failure: 'transient', reason: 'young.csv: import/file-changed' });
    expect((told as ConnectorFailure).retryAfterMs).toBeGreaterThan(0);
    expect((told as ConnectorFailure).retryAfterMs).toBeLessThanOrEqual(600_000);
    await utimes(join(path, 'young.csv'), clock / 1000 + 1, clock / 1000 + 1);
    expect(await shown()).toEqual(['1', '2']);
  });

  it('hands over what there is of rows that are no rows of their table, and reads the others', async () => {
    const path = await folderWith({ 'a.csv': 'id,name\n1,x\n2,y,surplus\n3,z\n4,w,surplus\n' });
    const found = await read({ path }, '*');
    expect(found.records.map(({ id }) => id)).toEqual(['1', '3']);
    expect(found.unreadable).toEqual([
      ['2', 'y', 'a.csv', 'surplus'],
      ['4', 'w', 'a.csv', 'surplus'],
    ]);
  });

  it('may be a single file', async () => {
    const folder = await folderWith({ 'only.csv': 'id\n1\n', 'other.csv': 'id\n2\n' });
    expect((await read({ path: join(folder, 'only.csv') }, '*')).records.map(({ id }) => id)).toEqual(['1']);
  });
});

it.each([
  ['orders-*.csv', 'orders-2026.csv', true],
  ['orders-*.csv', 'sub/orders-2026.csv', false],
  ['**/*.csv', 'a/b/c.CSV', true],
  ['**/*.csv', 'c.csv', true],
  ['2026/??/*.{csv,xlsx}', '2026/01/x.xlsx', true],
  ['2026/??/*.{csv,xlsx}', '2026/1/x.xlsx', false],
  ['a+b(1).csv', 'a+b(1).csv', true],
  ['订单*.csv', '订单1.csv', true],
])('the pattern %s on %s: %s', (glob, name, expected) => expect(globPattern(glob).test(name)).toBe(expected));

describe('the rules of connectors', () => {
  const subject = async () => {
    const line = (from: number) =>
      `id,name\n${Array.from({ length: 700 }, (_, index) => `${from + index},n\n`).join('')}`;
    const path = await folderWith({ 'a.csv': line(0), 'b.csv': line(700) });
    return {
      connector,
      config: { path },
      request: { stream: '*', query: null, cursorField: '_file', lookback: 0, primaryKey: ['id'] },
      recordCount: 1400,
      keyOf: (record: { id?: unknown }) => String(record.id),
      async change() {
        await put(path, 'c.csv', 'id,name\n5000,new\n');
        return ['5000'];
      },
      broken: [{ name: 'no folder', config: { path: join(path, 'nothing') }, failure: 'gone' as const }],
    };
  };
  for (const rule of conformanceRules(connector, subject)) it(rule.name, rule.run);
});

describe('a watched folder', () => {
  const logger = { log: () => {} };
  const watched = (
    path: string,
    options: { patterns?: string[]; settleMs?: number; pollMs?: number; tellsPresent?: boolean } = {},
  ) => {
    let changes = 0;
    const stop = watchFolder({ path, patterns: ['*'], settleMs: 0, logger, tellsPresent: false, ...options }, () => {
      changes += 1;
    });
    return { stop, changes: () => changes };
  };

  it('tells of a new, a changed and a removed file, in folders below too', async () => {
    const path = await folderWith({ 'a.csv': 'id\n1\n', 'sub/b.csv': 'id\n2\n' });
    // By the minute at most: what is told here is told by events, except where there are none.
    const { stop, changes } = watched(path, { patterns: ['**/*.csv'], pollMs: 5000, tellsPresent: true });
    try {
      // Once it has told of what is there, it knows what is new.
      await expect.poll(changes).toBeGreaterThan(0);
      for (const [name, content] of Object.entries({
        'sub/c.csv': 'id\n3\n',
        'a.csv': 'id\n1\n2\n',
        'd.csv': 'id\n4\n',
      })) {
        const before = changes();
        await put(path, name, content);
        await expect.poll(changes).toBeGreaterThan(before);
      }
      const before = changes();
      await rm(join(path, 'd.csv'));
      await expect.poll(changes).toBeGreaterThan(before);
    } finally {
      stop();
    }
  });

  it('tells of what is there at the beginning where that may be new', async () => {
    const path = await folderWith({ 'a.csv': 'id\n1\n' });
    const { stop, changes } = watched(path, { tellsPresent: true });
    try {
      await expect.poll(changes).toBeGreaterThan(0);
    } finally {
      stop();
    }
  });

  it('finds what comes without an event, and waits for a folder that is not there yet', async () => {
    const path = join(root, 'later');
    const { stop, changes } = watched(path, { pollMs: 50, tellsPresent: true });
    try {
      await put(path, 'a.csv', 'id\n1\n');
      await expect.poll(changes).toBeGreaterThan(0);
    } finally {
      stop();
    }
  });

  it('is told of a file once it is at rest by the reader’s own rule, be it new or its clock ahead', async () => {
    const path = await folderWith({ 'old.csv': 'id\n1\n', 'made-up.csv': 'id\n2\n' });
    await utimes(join(path, 'made-up.csv'), new Date('2099-01-01'), new Date('2099-01-01'));
    await writeFile(join(path, 'young.csv'), 'id\n3\n');
    await writeFile(join(path, 'ahead.csv'), 'id\n4\n');
    const soon = new Date(Date.now() + 1500);
    await utimes(join(path, 'ahead.csv'), soon, soon);
    let found: unknown[] = [];
    const config = connector.config.parse({ path, settleSeconds: 1 }) as Record<string, unknown>;
    // What is told of and then not read stays unread.
    const stop = connector.watch?.({ config, logger, tellsPresent: true }, () => {
      void read({ path, settleSeconds: 1 }, '*', null).then(({ records }) => {
        found = records.map(({ id }) => id).sort();
      });
    });
    try {
      await expect.poll(() => found).toEqual(['1', '2', '3', '4']);
    } finally {
      stop?.();
    }
  });
});
