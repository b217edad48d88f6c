import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Change } from '../copy-plan.ts';
import { writeIndexFile } from './index-file.ts';
import { SequenceKeeper } from './keeper.ts';
import { sequenceBytes } from './sequence.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-keeper-'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether the file of an index nobody asks for is still there after the log went on behind it. */
async function isKept(log: Change[], isOfStore = true): Promise<boolean> {
  const path = join(folder, 'sequence.idx');
  const shape = { people: 0, events: 0, firstMs: 0, lastMs: 0, highestIds: [], names: [] };
  const buffer = new SharedArrayBuffer(sequenceBytes({ ...shape, nameCount: 0 }));
  await writeIndexFile(path, { ...shape, seq: 5, fingerprint: 'this store', buffer });
  const keeper = new SequenceKeeper({
    path,
    head: () => ({ seq: 5 + log.length, fingerprint: 'head' }),
    isOfStore: ({ fingerprint }) => isOfStore && fingerprint === 'this store',
    changes: (after, upTo) => log.slice(after - 5, upTo - 5),
    read: () => Promise.reject(new Error('nobody asked')),
    log: () => {},
  });
  keeper.moved();
  vi.advanceTimersByTime(10_000);
  await keeper.close();
  return existsSync(path);
}

const change = (entity: string, action: string): Change => ({ entity, action, firstId: 1, lastId: 3 });

it('removes the file of histories that were erased since, though nobody asks for it', async () => {
  expect(await isKept([change('events', 'insert'), change('events', 'delete'), change('orders', 'insert')])).toBe(
    false,
  );
  expect(await isKept([change('tickets', 'reset')])).toBe(false);
  expect(await isKept([change('events', 'insert')], false)).toBe(false);
});

it('keeps a file that is only behind', async () => {
  expect(await isKept([])).toBe(true);
  expect(await isKept([change('orders', 'insert'), change('events', 'update')])).toBe(true);
  expect(await isKept([change('segments', 'delete'), change('profiles', 'delete'), change('t_1', 'reset')])).toBe(true);
});
