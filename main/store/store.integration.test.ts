import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMigrations } from '../../schema/index.ts';
import { currentWatermark, openStore } from './index.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-store-'));
  path = join(folder, 'luopan.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const source = `INSERT INTO sources (name, kind, created_at) VALUES ('shop', 'file', 1)`;
const pragma = (name: string) => openStore(path, { readOnly: true }).get<Record<string, unknown>>(`PRAGMA ${name}`);

describe('opening', () => {
  it('makes the file, migrates it and sets the connection up', () => {
    const store = openStore(path);
    expect(store.get('PRAGMA user_version')).toEqual({ user_version: readMigrations().length });
    expect(store.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(store.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(store.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(store.get('PRAGMA busy_timeout')).toEqual({ timeout: 5000 });
    expect(currentWatermark(store)).toBe(0);
    store.close();
  });

  it('keeps what was written, and opens again', () => {
    const store = openStore(path);
    store.run(source);
    store.close();
    const again = openStore(path);
    expect(again.all('SELECT name FROM sources')).toEqual([{ name: 'shop' }]);
    again.close();
  });

  it('brings a populated store of every earlier version to the newest', () => {
    for (const { version } of readMigrations().slice(0, -1)) {
      const old = new BetterSqlite(join(folder, `v${version}.sqlite`));
      for (const migration of readMigrations().slice(0, version)) old.exec(migration.sql);
      old.pragma('application_id = 0x4c756f70');
      old.pragma(`user_version = ${version}`);
      old.exec(source);
      old.close();
      const store = openStore(join(folder, `v${version}.sqlite`));
      expect(store.get('PRAGMA user_version')).toEqual({ user_version: readMigrations().length });
      expect(store.all('SELECT name FROM sources')).toEqual([{ name: 'shop' }]);
      store.close();
    }
  });

  it('refuses a store of a newer version and leaves it as it is', () => {
    openStore(path).close();
    const newer = new BetterSqlite(path);
    newer.pragma('user_version = 99');
    newer.close();
    expect(() => openStore(path)).toThrow(expect.objectContaining({ code: 'store/newer-version' }));
    expect(() => openStore(path, { readOnly: true })).toThrow(expect.objectContaining({ code: 'store/newer-version' }));
    const untouched = new BetterSqlite(path);
    expect(untouched.pragma('user_version', { simple: true })).toBe(99);
    untouched.close();
  });

  it('a second writer on the folder is refused until the first is gone', () => {
    const first = openStore(path);
    expect(() => openStore(path)).toThrow(expect.objectContaining({ code: 'store/locked' }));
    expect(() => openStore(join(folder, 'other.sqlite'))).toThrow(expect.objectContaining({ code: 'store/locked' }));
    first.close();
    openStore(path).close();
  });

  it('a file that is no database, one of another program, and one cut short are damaged', async () => {
    await writeFile(path, 'This is a letter and not a database at all.'.repeat(200));
    expect(() => openStore(path)).toThrow(expect.objectContaining({ code: 'store/damaged' }));

    const foreign = join(folder, 'foreign.sqlite');
    const db = new BetterSqlite(foreign);
    db.exec('CREATE TABLE notes (text)');
    db.close();
    expect(() => openStore(foreign)).toThrow(expect.objectContaining({ code: 'store/damaged' }));

    const cut = join(folder, 'cut.sqlite');
    openStore(cut).close();
    await truncate(cut, 8192);
    const read = () => openStore(cut).all('SELECT * FROM audit ORDER BY at');
    expect(read).toThrow(expect.objectContaining({ code: 'store/damaged' }));
  });

  it('a place that cannot be written to is said to be so', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(() => openStore(join(folder, 'file', 'luopan.sqlite'))).toThrow(
      expect.objectContaining({ code: 'store/read-only' }),
    );
    expect(() => openStore(join(folder, 'absent.sqlite'), { readOnly: true })).toThrow(
      expect.objectContaining({ code: 'store/read-only' }),
    );
  });
});

describe('a reader', () => {
  it('sees commits, never writes, and one instant within a snapshot', () => {
    const store = openStore(path);
    const reader = openStore(path, { readOnly: true });
    expect(() => reader.all(`${source} RETURNING id`)).toThrow(expect.objectContaining({ code: 'store/read-only' }));
    reader.snapshot(() => {
      expect(reader.all('SELECT name FROM sources')).toEqual([]);
      store.run(source);
      expect(reader.all('SELECT name FROM sources')).toEqual([]);
    });
    expect(reader.all('SELECT name FROM sources')).toEqual([{ name: 'shop' }]);
    reader.close();
    store.close();
  });
});

describe('a writer', () => {
  it('rolls a failed transaction back whole and goes on', () => {
    const store = openStore(path);
    expect(() =>
      store.transaction(() => {
        store.run(source);
        store.run(source);
      }),
    ).toThrow();
    expect(store.all('SELECT name FROM sources')).toEqual([]);
    store.run(source);
    expect(store.all('SELECT name FROM sources')).toHaveLength(1);
    store.close();
  });

  it('checks foreign keys except in bulk work, and only there', () => {
    const store = openStore(path);
    const orphan = `INSERT INTO identifiers (profile_id, source_id, type, value) VALUES (7, 7, 'email', 'a@x.com')`;
    expect(() => store.transaction(() => store.run(orphan))).toThrow();
    store.transaction(() => store.run(orphan), { checksForeignKeys: false, durability: 'normal' });
    expect(() => store.transaction(() => store.run(orphan.replace('a@', 'b@')))).toThrow();
    expect(store.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    store.close();
  });

  it('a store that may not grow fails as a full disk does, with nothing half written', () => {
    const store = openStore(path);
    const pages = store.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    store.get(`PRAGMA max_page_count = ${pages + 3}`);
    const fill = () =>
      store.transaction(() => {
        for (let n = 0; n < 1_000; n += 1) {
          store.run('INSERT INTO audit (at, actor, action) VALUES (1, ?, ?)', ['x'.repeat(100), 'fill']);
        }
      });
    expect(fill).toThrow(expect.objectContaining({ code: 'store/disk-full', isRetryable: true }));
    expect(store.get('SELECT count(*) AS n FROM audit')).toEqual({ n: 0 });
    expect(store.get('PRAGMA quick_check')).toEqual({ quick_check: 'ok' });
    store.close();
  });

  it('a constraint that is broken is a bug, not a failure of the disk', () => {
    const store = openStore(path);
    expect(() => store.run(`INSERT INTO sources (name, kind, created_at) VALUES ('x', 'nonsense', 1)`)).toThrow(
      expect.objectContaining({ code: 'SQLITE_CONSTRAINT_CHECK' }),
    );
    store.close();
    expect(pragma('integrity_check')).toEqual({ integrity_check: 'ok' });
  });
});
