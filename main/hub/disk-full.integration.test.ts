import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLanding } from '../landing/index.ts';
import { systemClock } from '../ports/clock.ts';
import { openStore } from '../store/index.ts';
import { brokenRules, csv, knowledge, openTestHub } from './hub.fixture.ts';
import { ImportJob, type ImportRow } from './import-job.ts';

/** Some 100 bytes a row, hard to compress. */
function orders(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, n) =>
      `ORDER-${n}-${(n * 2654435761) % 4294967296},2024-03-01,customer-${n},Paid,${n % 1000}.5,${'x'.repeat(40)}${n}`,
  );
  return csv('order_id,ordered_at,customer_id,status,amount,country', ...rows);
}

/** A file system of a few megabytes, where this machine lets us make one. */
function mountSmall(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'luopan-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=5m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

const small = mountSmall();
afterAll(() => {
  if (small === null) return;
  execFileSync('umount', [small]);
  rmSync(small, { recursive: true, force: true });
});

describe('a full disk', () => {
  it('ends an import cleanly: all of it is taken back, and it can be run again', async () => {
    const test = await openTestHub();
    await test.importText(orders(50), { entity: 'orders' });
    const known = knowledge(test.reader);
    const id = await test.submitText(orders(6_000), { entity: 'table:never-run' });
    await test.hub.cancelImport(id);
    await test.ended(id);
    await test.hub.close();

    // The same thread's work, on a store that may not grow: SQLite says SQLITE_FULL as it does on a full disk.
    const store = openStore(join(test.folder, 'luopan.sqlite'));
    store.run(`UPDATE imports SET entity = 'orders', status = 'queued', mapping = (SELECT mapping FROM imports WHERE number = 1)
                WHERE number = 2`);
    const pages = store.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    const limit = (count: number) => store.get(`PRAGMA max_page_count = ${count}`);
    const job = () => {
      const row = store.get<ImportRow>('SELECT * FROM imports WHERE number = 2');
      if (!row) throw new Error('no import');
      const landing = openLanding(join(test.folder, 'landing'));
      return new ImportJob({
        store,
        landing,
        clock: systemClock,
        row,
        limits: { chunkRows: 1_000, rememberedKeys: 1_000, aheadBytes: 0, readingThreadBytes: 0 },
        ahead: null,
        reading: null,
      });
    };
    const run = async (import_: ImportJob) => {
      await import_.start();
      while (import_.step());
      import_.publish(() => {});
    };
    limit(pages + 120);
    const first = job();
    const failure = await run(first).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'store/disk-full', isRetryable: true });
    first.abort(failure);
    first.close();
    expect(store.get('SELECT status, error FROM imports WHERE number = 2')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('store/disk-full') as string,
    });
    expect(knowledge(store)).toEqual(known);
    expect(brokenRules(store)).toEqual([]);

    limit(1_000_000);
    store.run(`UPDATE imports SET status = 'queued' WHERE number = 2`);
    const second = job();
    await run(second);
    second.close();
    expect(store.get('SELECT status, rows_accepted FROM imports WHERE number = 2')).toEqual({
      status: 'succeeded',
      rows_accepted: 6_000,
    });
    expect(brokenRules(store)).toEqual([]);
    store.close();
    test.reader.close();
    await rm(test.folder, { recursive: true, force: true });
  });

  it.runIf(small !== null)(
    'on a real file system without room: nothing is lost, and room again is enough',
    async () => {
      const dataDir = join(small ?? '', 'data');
      await mkdir(dataDir);
      const uploads = await openTestHub();
      const test = await openTestHub({ dataDir });
      try {
        expect(await test.importText(orders(100), { entity: 'orders' })).toMatchObject({ status: 'succeeded' });
        const known = knowledge(test.reader);

        // No room for the bytes: the import is not acknowledged, and nothing of it stays.
        const huge = join(uploads.folder, 'huge.csv');
        await writeFile(huge, orders(60_000));
        expect((await stat(huge)).size).toBeGreaterThan(5_000_000);
        await expect(
          test.hub.submitImport({ path: huge, keepOriginal: true, fileName: 'huge.csv', entity: 'orders' }),
        ).rejects.toMatchObject({ code: 'store/disk-full' });
        expect(test.hub.listImports(9)).toHaveLength(1);

        // Room for the bytes, none for the rows: acknowledged, so it must end well when there is room.
        const large = join(uploads.folder, 'large.csv');
        await writeFile(large, orders(14_000));
        const { id } = await test.hub.submitImport({
          path: large,
          keepOriginal: true,
          fileName: 'large.csv',
          entity: 'orders',
        });
        // Without room even taking it back may have to wait; then it says so, stays acknowledged and runs by itself.
        await expect.poll(() => test.hub.getImport(id)?.error?.code ?? null).not.toBeNull();
        const seen = test.hub.getImport(id);
        const told = `${seen?.status} ${seen?.error?.code}`;
        expect(['running import/waits-for-space', 'failed store/disk-full']).toContain(told);
        expect(test.hub.listImports(1)[0]?.error?.code).toBeDefined();
        expect(test.hub.counts()).toMatchObject({ orders: 100 });

        execFileSync('mount', ['-o', 'remount,size=64m', small ?? '']);
        // A try that found just enough room to take it back has ended it.
        const first = await test.ended(id);
        if (first.status === 'failed') {
          expect(first.error).toMatchObject({ code: 'store/disk-full' });
          const again = { path: large, keepOriginal: true, fileName: 'large.csv', entity: 'orders' };
          const second = await test.ended((await test.hub.submitImport(again)).id);
          expect(second).toMatchObject({ status: 'succeeded', rowsAccepted: 14_000, error: null });
        } else expect(first).toMatchObject({ status: 'succeeded', rowsAccepted: 14_000, error: null });
        expect(knowledge(test.reader).orders).toHaveLength(14_000);
        expect(known.orders).toHaveLength(100);
        expect(brokenRules(test.reader)).toEqual([]);
      } finally {
        await test.close();
        await uploads.close();
      }
    },
  );
});
